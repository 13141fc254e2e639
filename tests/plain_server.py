"""A server that answers with bytes as they are given, and notes what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class PlainServer:
    """Answers with bytes as they are given, and notes what it was asked.

    Attributes:
        answers: one for each request; None keeps silent, b"" hangs up.
        heads: the first lines of every request.
        connections: how many were opened.
    """

    url: str = ""
    answers: list[bytes | None] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


def answer(values: object, status: str = "200 OK", more: str = "") -> bytes:
    body = json.dumps(values).encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


@contextmanager
def plain_server(*answers: bytes | None) -> Iterator[PlainServer]:
    told = PlainServer(answers=list(answers))
    listener = socket.create_server(("127.0.0.1", 0))
    told.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    opened: list[socket.socket] = []

    def serve(connected: socket.socket) -> None:
        with connected, connected.makefile("rb") as lines:
            while True:
                head = ""
                while line := lines.readline().decode("latin-1").strip():
                    head += line + "\n"
                if not head:
                    return
                length = [
                    int(one[15:]) for one in head.splitlines() if "content-length" in one.lower()
                ]
                lines.read(length[0] if length else 0)
                told.heads.append(head)
                what = told.answers.pop(0)
                told.asked.release()
                if what == b"":
                    return
                if what is not None:
                    connected.sendall(what)

    def accept() -> None:
        while True:
            try:
                connected, _ = listener.accept()
            except OSError:
                return
            told.connections += 1
            opened.append(connected)
            threads.append(threading.Thread(target=serve, args=(connected,)))
            threads[-1].start()

    threads = [threading.Thread(target=accept)]
    threads[0].start()
    try:
        yield told
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        threads[0].join()
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in threads[1:]:
            thread.join()
