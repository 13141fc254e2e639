"""A line to a server that can be cut and mended, as one through a network is."""

from __future__ import annotations

import queue
import selectors
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, 0 s: what is closed so is reset


class Relay:
    """Passes bytes on, both ways, from a thread of its own.

    Attributes:
        url: to be asked in place of the server's.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._place = self._listener.getsockname()
        self.url = f"http://127.0.0.1:{self._place[1]}"
        self._others: dict[socket.socket, socket.socket] = {}  # where the bytes of one go
        self._servers: set[socket.socket] = set()
        self._orders: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._waker, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._is_over = False
        self._room, self._by_reset = -1, False  # bytes until it is cut; below 0 it is not
        for one in (self._woken, self._listener):
            self._selector.register(one, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def cut(self, *, by_reset: bool) -> None:
        """Lose what is on its way, and let nobody through.

        Args:
            by_reset: both ends get an error; else they get the end of the stream.
        """
        self._order(lambda: self._lose(by_reset=by_reset))

    def cut_after(self, count: int, *, by_reset: bool) -> None:
        """Cut it as soon as so many bytes of the server's came through.

        Args:
            count: of them.
            by_reset: as in `cut`.
        """
        self._room, self._by_reset = count, by_reset

    def mend(self) -> None:
        """Let everybody through again, at the same address."""
        self._order(self._listen)

    def end(self) -> None:
        """Close everything, and end the thread."""
        self._order(self._finish)
        self._thread.join()
        self._selector.close()
        self._waker.close()

    def _order(self, act: Callable[[], object]) -> None:
        """Have something done in the thread, and wait for it."""
        is_done = threading.Event()
        self._orders.put(act)
        self._orders.put(is_done.set)
        self._waker.send(b"..")
        is_done.wait()

    def _run(self) -> None:
        while not self._is_over:
            for key, _ in self._selector.select():
                one = key.fileobj
                assert isinstance(one, socket.socket)
                if one is self._woken:
                    for _ in self._woken.recv(64):
                        self._orders.get()()
                    break  # what was selected may be closed
                if one is self._listener:
                    self._let_in()
                elif one in self._others:
                    self._pass_on(one)

    def _let_in(self) -> None:
        client, _ = self._listener.accept()
        server = socket.create_connection(self._server)
        self._others |= {client: server, server: client}
        self._servers.add(server)
        for one in (client, server):
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, one: socket.socket) -> None:
        other = self._others[one]
        try:
            data = one.recv(65536)
            is_answer = one in self._servers
            if is_answer and 0 <= self._room <= len(data):
                other.sendall(data[: self._room])
                self._room = -1
                self._lose(by_reset=self._by_reset)
                return
            if is_answer and self._room > 0:
                self._room -= len(data)
            other.sendall(data)
        except OSError:
            data = b""
        if not data:
            for each in (one, other):
                self._close(each)

    def _close(self, one: socket.socket) -> None:
        self._others.pop(one, None)
        self._servers.discard(one)
        self._selector.unregister(one)
        one.close()

    def _lose(self, *, by_reset: bool) -> None:
        self._selector.unregister(self._listener)
        self._listener.close()
        for one in tuple(self._others):
            if by_reset:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._close(one)

    def _listen(self) -> None:
        if self._listener.fileno() >= 0:
            return
        self._listener = socket.create_server(self._place)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def _finish(self) -> None:
        if self._listener.fileno() >= 0:
            self._lose(by_reset=True)
        self._selector.unregister(self._woken)
        self._woken.close()
        self._is_over = True


@contextmanager
def relay(url: str) -> Iterator[Relay]:
    """Lead to the server at an address."""
    line = Relay(url)
    try:
        yield line
    finally:
        line.end()
