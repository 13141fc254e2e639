"""HTTP to a server: one connection that is kept, and an end at once when the user says Stop.

The one place that opens a socket to an engine elsewhere. Knows JSON, and no server's own words.
"""

from __future__ import annotations

import base64
import errno
import http.client
import io
import json
import logging
import os
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from threading import Event
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from gptdesk.engine.remote.address import ServerAddress
from gptdesk.errors import RequestError, ServerError, ServerKeyError, cause_of
from gptdesk.model.kv_cache import PassCancelledError
from gptdesk.sentences import Sentence
from gptdesk.version import program_version
from gptdesk.web_addresses import is_this_computer

logger = logging.getLogger(__name__)

_LOOK_S = 0.03  # between two looks at `cancelled`
_CONNECT_S = 10.0
_SILENCE_S = 600.0  # a long prompt takes a server minutes; one that is gone is found out sooner
_MOST_BYTES = 256 * 2**20  # of one answer
_MOST_LINE = 16 * 2**20  # of one that comes in lines
_ALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))  # gone after 25 s
_LOST = (ConnectionResetError, BrokenPipeError, http.client.IncompleteRead)
_DROPPED = (ConnectionError, http.client.BadStatusLine, ssl.SSLEOFError)


class RefusedError(Exception):
    """The server answered, and its answer was no.

    Attributes:
        status: HTTP's.
        told: the server's own words, in one line.
        values: the JSON of its answer, as far as it was some.
    """

    def __init__(self, status: int, told: str, values: Any) -> None:
        self.status, self.told, self.values = status, told, values
        super().__init__(f"{status}: {told}")


class Connection:
    """Asks one server, one thing at a time; for one thread.

    Nothing is opened before the first question. A connection that the server has closed since the
    last one, as all do now and then, is opened again.

    Attributes:
        address: of the server.
        latest_s: how long the latest answer took, from the question to its last byte, or to its
            first line where it comes in lines.
        silence_s: the server is given up after so many seconds without a byte.
        attend: called every few hundredths of a second while an answer is waited for; what it
            raises ends that.
    """

    def __init__(self, address: ServerAddress, silence_s: float = _SILENCE_S) -> None:
        """Open nothing yet."""
        self.address = address
        self.latest_s = 0.0
        self.attend: Callable[[], object] = attend_to_nothing
        self.silence_s = silence_s
        self._parts = urlsplit(address.url)
        self._http: http.client.HTTPConnection | None = None
        self._prefix = self._parts.path  # before every path
        self._proxy_headers: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the connection; the next question opens another one."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def ask(self, path: str, values: object = None, cancelled: Event | None = None) -> Any:
        """Return what the server answers, from JSON.

        Args:
            path: begins with a `/`.
            values: are sent as JSON; None asks with GET.
            cancelled: once set, the answer is not waited for.

        Raises:
            RefusedError: the server says no.
            ServerError: it cannot be reached, is lost, or does not answer in JSON.
            PassCancelledError: `cancelled` was set.
        """
        started_s = time.perf_counter()
        with self._answer(path, values, cancelled) as response:
            status, body = response.status, response.read(_MOST_BYTES)
            if len(body) == _MOST_BYTES:
                raise OSError("its answer is too long")
            _expect_whole(response)
            if not body and response.getheader("Content-Length") is None:  # cut in its head
                raise http.client.IncompleteRead(b"")
        self.latest_s = time.perf_counter() - started_s
        return self._read(status, body)

    def lines(self, path: str, values: object, cancelled: Event | None = None) -> Generator[bytes]:
        """Yield the lines of an answer as they come, without their ends.

        Whoever has enough closes the iterator: the server is told by the end of the connection.

        Args:
            path, values, cancelled: as in `ask`.

        Raises:
            RefusedError, ServerError, PassCancelledError: as in `ask`; while iterating.
        """
        refusal, started_s, is_first = None, time.perf_counter(), True
        with self._answer(path, values, cancelled) as response:
            if response.status == http.HTTPStatus.OK:
                while line := response.readline(_MOST_LINE + 1):
                    if is_first:
                        self.latest_s, is_first = time.perf_counter() - started_s, False
                    if len(line) > _MOST_LINE:
                        raise OSError("a line of its answer is too long")
                    if not line.endswith(b"\n"):
                        _expect_whole(response)  # else half a line would be taken for another form
                    yield line.rstrip(b"\r\n")
            else:
                refusal = response.status, response.read(_MOST_LINE)
        if refusal is not None:
            self._read(*refusal)

    @contextmanager
    def _answer(
        self, path: str, values: object, cancelled: Event | None
    ) -> Generator[http.client.HTTPResponse]:
        """Ask, and give the answer to be read; what is not read to its end ends the connection."""

        def attend() -> None:
            if cancelled is not None and cancelled.is_set():
                raise PassCancelledError
            self.attend()

        was_open = self._http is not None
        response: http.client.HTTPResponse | None = None
        try:
            try:
                response = self._exchange(path, values, attend)
            except _DROPPED:
                self.close()
                if not was_open:
                    raise
                response = self._exchange(path, values, attend)
            yield response
            is_whole = response.isclosed() or response.length == 0
            response.close()  # else the next question would wait for the end of this answer
            if response.will_close or not is_whole:
                self.close()
        except (OSError, http.client.HTTPException) as exc:
            self._give_up(response)
            raise self._lost(exc) from exc
        except BaseException:
            # The answer may still come, and would be taken for the next one's.
            self._give_up(response)
            raise

    def _give_up(self, response: http.client.HTTPResponse | None) -> None:
        """Let go of an answer too: of one that ends with its connection, that knows no more."""
        self.close()
        if response is not None:
            response.close()

    def _exchange(
        self, path: str, values: object, attend: Callable[[], None]
    ) -> http.client.HTTPResponse:
        wait = partial(_wait, attend, self.silence_s)
        if self._http is None:
            self._http = self._connect(wait)
        connected = self._http
        connected.response_class = partial(_Response, wait=wait)  # type: ignore[assignment]
        headers = {
            "User-Agent": f"GPTDesk/{program_version()}",
            "Accept": "application/json",
            **self._proxy_headers,
        }
        if self.address.key:
            headers["Authorization"] = f"Bearer {self.address.key}"
        body = None
        if values is not None:
            body = json.dumps(values).encode()
            headers["Content-Type"] = "application/json"
        connected.request("GET" if body is None else "POST", self._prefix + path, body, headers)
        return connected.getresponse()

    def _connect(self, wait: _Wait) -> http.client.HTTPConnection:
        """Open a connection, directly or by way of the proxy that the system names."""
        host = self._parts.hostname or ""
        is_https = self._parts.scheme == "https"
        port = self._parts.port or (443 if is_https else 80)
        proxy = _proxy_for(self._parts.scheme, host)
        via = None if proxy is None else urlsplit(proxy)
        self._prefix, self._proxy_headers = self._parts.path, {}
        # Both kinds of connection do the same once there is a socket; they differ in `Host`.
        kind = http.client.HTTPSConnection if is_https else http.client.HTTPConnection
        connection = kind(host, port)
        first = (host, port) if via is None else (via.hostname or "", via.port or 80)
        connection.sock = connected = _open_socket(*first, wait)
        try:
            if via is not None:
                allowed = _proxy_key(via.username, via.password)
                if is_https:
                    _tunnel(connected, f"{host}:{port}", allowed, wait)
                else:
                    self._prefix, self._proxy_headers = self.address.url, allowed
            if is_https:
                context = ssl.create_default_context()
                connection.sock = context.wrap_socket(connected, server_hostname=host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _read(self, status: int, body: bytes) -> Any:
        try:
            values = json.loads(body) if body else None
        except (ValueError, RecursionError):
            values = None
            if status == http.HTTPStatus.OK:
                raise self._no_server() from None
        if status == http.HTTPStatus.OK:
            return values
        if status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
            host = self.address.host
            if self.address.key:
                raise ServerKeyError("{host} does not accept the key.", host=host)
            raise ServerKeyError("{host} asks for a key. Connect to it again with one.", host=host)
        if status == http.HTTPStatus.SERVICE_UNAVAILABLE:
            raise ServerError(
                "{host} is not ready: {told}. Try again in a moment.",
                host=self.address.host,
                told=_told(values, body),
            )
        raise RefusedError(status, _told(values, body), values)

    def _no_server(self) -> ServerError:
        return no_server(self.address)

    def _lost(self, error: OSError | http.client.HTTPException) -> ServerError:
        logger.info("connection to %s: %s: %s", self.address.host, type(error).__name__, error)
        if isinstance(error, ssl.SSLCertVerificationError):
            return ServerError(
                "{host} could not prove who it is ({why}). Nothing was sent to it.",
                host=self.address.host,
                why=error.verify_message,
            )
        return no_answer(self.address, _why(error))


def no_server(address: ServerAddress) -> ServerError:
    """Return an error for an answer that no server of a model gives."""
    return ServerError(
        "What answers at {host} is no server of a model, or one that GPTDesk does not know.",
        host=address.host,
    )


def no_answer(address: ServerAddress, why: str) -> ServerError:
    """Return an error for an answer that does not come; `why` is a clause."""
    return ServerError(
        "{host} does not answer ({why}). See whether the server runs, then try again.",
        host=address.host,
        why=why,
    )


def refused(address: ServerAddress, error: RefusedError) -> RequestError:
    """Return an error with the server's own words, for what nothing better is known."""
    return refused_in_words(address, error.told)


def refused_in_words(address: ServerAddress, told: str) -> RequestError:
    """Return an error with words of the server, which have no full stop."""
    return RequestError("{host} refuses what it is asked: {told}.", host=address.host, told=told)


_Wait = Callable[[socket.socket, int], None]


def attend_to_nothing() -> None:
    """Wait on."""


def _wait(
    attend: Callable[[], None], silence_s: float, connected: socket.socket, events: int
) -> None:
    """Wait until a socket can be read or written.

    Raises:
        TimeoutError: it took too long.
    """
    if isinstance(connected, ssl.SSLSocket) and connected.pending():
        return
    most_s = silence_s if events == selectors.EVENT_READ else min(silence_s, _CONNECT_S)
    deadline_s = time.monotonic() + most_s
    with selectors.DefaultSelector() as selector:
        selector.register(connected, events)
        while not selector.select(_LOOK_S):
            attend()
            if time.monotonic() > deadline_s:
                raise TimeoutError
    attend()


class _Response(http.client.HTTPResponse):
    """A response that is given up when its reader no longer wants it."""

    def __init__(self, sock: socket.socket, *args: Any, wait: _Wait, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw: io.RawIOBase = self.fp.detach()  # type: ignore[attr-defined]
        self.fp = io.BufferedReader(_Patient(sock, raw, wait))


class _Patient(io.RawIOBase):
    """Bytes of a socket, waited for in short steps."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, wait: _Wait) -> None:
        self._sock, self._raw, self._wait = sock, raw, wait

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._wait(self._sock, selectors.EVENT_READ)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _open_socket(host: str, port: int, wait: _Wait) -> socket.socket:
    """Return a connected socket; each address of the host is tried in turn."""
    error: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.setblocking(False)
            code = connected.connect_ex(address)
            if code in (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN):
                wait(connected, selectors.EVENT_WRITE)
                code = connected.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            _expect_no_error(code)
            connected.settimeout(_CONNECT_S)
            _tune(connected)
            return connected
        except OSError as exc:
            connected.close()
            error = exc
        except BaseException:
            connected.close()
            raise
    raise error


def _expect_no_error(code: int) -> None:
    if code:
        raise OSError(code, os.strerror(code))


def _tune(connected: socket.socket) -> None:
    """Send at once, and find out when the other side is gone without a word."""
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _ALIVE:
        option = getattr(socket, name, None)  # not every system has them
        if option is not None:
            with suppress(OSError):
                connected.setsockopt(socket.IPPROTO_TCP, option, value)


def _proxy_for(scheme: str, host: str) -> str | None:
    """Return the address of the system's proxy; None for this computer, and where there is none."""
    if is_this_computer(host) or proxy_bypass(host):
        return None
    proxy = getproxies().get(scheme)
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _proxy_key(name: str | None, password: str | None) -> dict[str, str]:
    if name is None:
        return {}
    pair = f"{unquote(name)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _tunnel(connected: socket.socket, target: str, allowed: Mapping[str, str], wait: _Wait) -> None:
    """Ask a proxy for a way through to `target`, which is encrypted then."""
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    lines += [f"{name}: {value}" for name, value in allowed.items()]
    connected.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    with closing(_Response(connected, method="CONNECT", wait=wait)) as response:
        response.begin()
        if response.status != http.HTTPStatus.OK:
            raise OSError(f"the proxy says {response.status} {response.reason}")


def _expect_whole(response: http.client.HTTPResponse) -> None:
    """Raise where an answer came to its end before all bytes of it that were told."""
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _told(values: Any, body: bytes) -> str:
    """Return what a server says of a failure, in one line without its full stop."""
    told: Any = values
    for name in ("error", "message", "detail"):
        with suppress(LookupError, TypeError):
            told = told[name]
    text: str = told if isinstance(told, str) else body[:300].decode("utf-8", "replace")
    return " ".join(text.split())[:300].rstrip(".") or Sentence("it gives no reason")


def _why(error: OSError | http.client.HTTPException) -> str:
    if isinstance(error, TimeoutError):
        return Sentence("it took too long")
    if isinstance(error, _LOST):
        return Sentence("the connection was lost")
    if isinstance(error, ConnectionRefusedError):
        return Sentence("the connection is refused")
    if isinstance(error, socket.gaierror):
        return Sentence("its name is not known here: is there a network?")
    if isinstance(error, http.client.HTTPException):
        return Sentence("what came is not HTTP")
    return cause_of(error)
