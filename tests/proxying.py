"""The documented reverse proxy before an app, on loopback: only names, ports and the certificate are its own."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from ingestion.contracts import PROJECT
from orchestration.home import Home
from tests.browsing import serve
from tests.signing_in import home_with_sign_in

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
DOCUMENTED = PROJECT / "docs" / "deployment" / "nginx.conf"
APP, RUNS = "http://127.0.0.1:8501", "http://127.0.0.1:3000"  # as the file has them
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
    """`url` is the proxy's, `behind` that of the first of two processes of the app, `plain` the proxy's without TLS.

    `log` has of each request the cookie of the reader's browser, or -, and the process that answered.
    """

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
    try:
        with documented_proxy(path / "nginx", secure, plain, apps=behind) as folder:
            urls = f"https://localhost:{secure}", f"http://localhost:{plain}", behind[0]
            yield Proxied(*urls, home.path, folder / "certificate.pem", folder / "access.log")
    finally:
        for process in apps:
            process.terminate()
            process.wait()


@contextmanager
def documented_proxy(
    folder: Path, secure: int, plain: int, apps: Sequence[str] = (APP,), runs: str = RUNS
) -> Iterator[Path]:
    """The proxy before processes of an app and before Dagster's pages, each an address; yields its folder."""
    folder.mkdir()
    certify(folder)
    site = DOCUMENTED.read_text()
    for documented, here in (
        (f"server {APP.removeprefix('http://')};", " ".join(f"server {url.removeprefix('http://')};" for url in apps)),
        (RUNS, runs), (NAME, "localhost"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"), ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("/etc/ssl/benchmark", str(folder)), ("/etc/nginx/benchmark-runs.passwords", str(folder / "passwords")),
    ):  # fmt: skip
        assert documented in site
        site = site.replace(documented, here)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    nginx = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        wait_for(secure, nginx)
        yield folder
    finally:
        nginx.terminate()
        nginx.wait()


def certify(folder: Path) -> None:
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    about = ["-days", "2", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *about]
    subprocess.run(command, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen, seconds: int = 120) -> None:
    """Until something answers at the port of loopback."""
    for _ in range(seconds * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, f"{process.args[0]} ended, as with a file that it does not take"
        time.sleep(0.1)
    raise AssertionError(f"{process.args[0]} did not start")


@contextmanager
def another_site() -> Iterator[HTTPServer]:
    """A page of another site, which serves whatever its `page` holds, at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.page = ""
    server.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
