"""A server that takes mail and one that takes the messages of a channel, on loopback, as real ones speak."""

import base64
import email
import json
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Caught(list):
    """What a server was sent; `port` is where it listens, and `signed_in` who signed in at it with what."""

    port: int
    signed_in: list[tuple[str, str]]


def serve_mail(folder: Path | None = None) -> tuple[Caught, socketserver.TCPServer]:
    """SMTP (RFC 5321); with a certificate in `folder` it offers STARTTLS (RFC 3207) and wants a password (RFC 4954)."""
    caught = Caught()
    caught.signed_in = []

    class Handler(socketserver.StreamRequestHandler):
        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

        def secure(self) -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

        def handle(self) -> None:
            is_secure, is_known = False, folder is None
            self.say("220 ready")
            while line := self.rfile.readline():
                word, _, rest = line.decode().strip().partition(" ")
                if word.upper() == "EHLO":
                    self.say(
                        "250-here", "250 AUTH PLAIN" if is_secure else "250 STARTTLS" if folder else "250 8BITMIME"
                    )
                elif word.upper() == "STARTTLS":
                    self.say("220 go on")
                    try:
                        self.secure()
                    except (ssl.SSLError, OSError):
                        return
                    is_secure = True
                elif word.upper() == "AUTH":
                    _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
                    caught.signed_in.append((user, password))
                    is_known = True
                    self.say("235 welcome")
                elif word.upper() == "DATA" and is_known:
                    self.say("354 go on")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part
                    caught.append(email.message_from_bytes(text, policy=email.policy.default))
                    self.say("250 taken")
                elif word.upper() == "QUIT":
                    return self.say("221 bye")
                else:
                    self.say("250 ok" if is_known else "530 sign in first")

    return caught, _started(caught, socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))


def serve_channel() -> tuple[Caught, HTTPServer]:
    caught = Caught()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            caught.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    return caught, _started(caught, HTTPServer(("127.0.0.1", 0), Handler))


def _started(caught: Caught, server: socketserver.TCPServer) -> socketserver.TCPServer:
    caught.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
