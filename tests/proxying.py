"""The documented reverse proxy before an app, on loopback: only names, ports and the certificate are its own."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ingestion.contracts import PROJECT
from orchestration.home import Home
from tests.browsing import serve
from tests.signing_in import home_with_sign_in

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
DOCUMENTED = PROJECT / "docs" / "deployment" / "nginx.conf"
NAME = "benchmark.example.nhs.uk"
AROUND = """
{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; }}
    log_format kept "$cookie__streamlit_xsrf $upstream_addr"; access_log {folder}/access.log kept;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxied(NamedTuple):
    """`url` is the proxy's, `behind` that of the first of two processes of the app, `plain` the proxy's without transport
    security. `log` has of each request the cookie of the reader's browser, or -, and the process that answered."""

    url: str
    plain: str
    behind: str
    home: Path
    certificate: Path
    log: Path

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


@contextmanager
def proxied(published: Home, path: Path, provider_url: str) -> Iterator[Proxied]:
    """Two processes of an app that asks to sign in, behind the proxy, which a browser finds as localhost."""
    secure, plain = free_port(), free_port()
    home = home_with_sign_in(
        published, path / "home", provider_url, redirect_uri=f"https://localhost:{secure}/oauth2callback"
    )
    apps, behind = zip(serve(home.path), serve(home.path), strict=True)
    folder = path / "nginx"
    folder.mkdir()
    certify(folder)
    site = DOCUMENTED.read_text()
    for documented, here in (
        ("server 127.0.0.1:8501;", " ".join(f"server {url.removeprefix('http://')};" for url in behind)),
        (NAME, "localhost"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"), ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("/etc/ssl/benchmark", str(folder)),
    ):  # fmt: skip
        assert documented in site
        site = site.replace(documented, here)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    nginx = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(secure, nginx)
        urls = f"https://localhost:{secure}", f"http://localhost:{plain}", behind[0]
        yield Proxied(*urls, home.path, folder / "certificate.pem", folder / "access.log")
    finally:
        for process in (nginx, *apps):
            process.terminate()
            process.wait()


def certify(folder: Path) -> None:
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    about = ["-days", "2", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *about]
    subprocess.run(command, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "nginx does not take the documented file"
        time.sleep(0.1)
    raise AssertionError("nginx did not start")
