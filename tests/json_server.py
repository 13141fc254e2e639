"""A server on loopback that answers questions with values, as JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Asked = dict[str, Any]
Answer = tuple[int, object]  # a status, and bytes or values for JSON


@dataclass
class JsonServer:
    """What a server was asked.

    Attributes:
        url: its address.
        asked: the paths and the values of all questions, in order.
        connections: how many were opened.
    """

    url: str = ""
    asked: list[tuple[str, Asked]] = field(default_factory=list[tuple[str, Asked]])
    connections: int = 0


@contextmanager
def serving(server: JsonServer, answer: Callable[[str, Asked], Answer]) -> Iterator[None]:
    """Run a server.

    Args:
        server: notes what is asked.
        answer: to a path and its values.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body at once: else the second waits for an acknowledgement

        def setup(self) -> None:
            super().setup()
            server.connections += 1

        def handle(self) -> None:
            with suppress(OSError):  # whoever asked is gone
                super().handle()

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, asked: Asked) -> None:
            server.asked.append((self.path, asked))
            status, values = answer(self.path, asked)
            body = values if isinstance(values, bytes) else json.dumps(values).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.url = f"http://127.0.0.1:{listener.server_address[1]}"
        try:
            yield
        finally:
            listener.shutdown()
            thread.join()
