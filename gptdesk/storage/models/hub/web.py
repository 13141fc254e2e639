"""HTTP to a model hub: redirects, ranges, proxies, and an end from another thread.

The one place that opens a socket for a download. The token of the user goes to the official house
only, and is not passed on by a redirect; an encrypted address never leads to a plain one.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from threading import Event, Lock
from typing import IO, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from gptdesk.errors import DownloadError, cause_of
from gptdesk.sentences import Sentence
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.version import program_version

_STALL_S = 20.0  # without a byte, until the connection is given up and asked for anew
_TEMPORARY = {408, 425, 429, 500, 502, 503, 504}


class LostConnectionError(Exception):
    """The network failed in a way that may pass: worth asking again.

    Attributes:
        why: a clause for a sentence.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Stopped(Exception):  # noqa: N818  an outcome, not an error
    """The download was stopped, as asked."""


class Stop:
    """A wish to stop, from any thread; it wakes a read that waits for the network."""

    def __init__(self) -> None:
        self._event = Event()
        self._lock = Lock()
        self._sockets: list[socket.socket] = []

    def set(self) -> None:
        """Stop whatever waits, and all that begins later."""
        self._event.set()
        with self._lock:
            for connected in self._sockets:
                with suppress(OSError):  # closed, or lost
                    socket.socket.shutdown(connected, socket.SHUT_RDWR)

    def expect_unset(self) -> None:
        """Raise `Stopped` once it is set."""
        if self._event.is_set():
            raise Stopped

    def wait(self, seconds: float) -> None:
        """Wait, unless it is set.

        Raises:
            Stopped: it was or is set.
        """
        if self._event.wait(seconds):
            raise Stopped

    def watch(self, connected: socket.socket) -> None:
        """Wake reads of this socket too."""
        with self._lock:
            self._sockets = [one for one in self._sockets if one.fileno() != -1]
            self._sockets.append(connected)
        self.expect_unset()


class Reply:
    """What a hub answered: its headers, and the body as a stream.

    Attributes:
        status: 200 whole, 206 a part, 416 nothing is left there.
        headers: of the last house asked, names in small letters.
        linked: what the hub itself told of the file, before it led elsewhere.
    """

    def __init__(
        self, status: int, headers: Mapping[str, str], linked: Mapping[str, str], body: IO[bytes]
    ) -> None:
        self.status, self.headers, self.linked = status, headers, linked
        self._body = body

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection; what has not come yet is not wanted."""
        with suppress(OSError):
            self._body.close()

    def read(self, most_bytes: int) -> bytes:
        """Return the next bytes, as many as there are at once; none at the end of the stream.

        Raises:
            LostConnectionError: the connection broke or fell silent.
        """
        try:
            # read1: what has come is shown and written, however slowly the rest comes
            return self._body.read1(most_bytes)  # type: ignore[attr-defined, no-any-return]
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise LostConnectionError(_why(exc)) from exc


class Web:
    """Asks one hub, and follows where it leads."""

    def __init__(self, hub: Hub, stop: Stop) -> None:
        """Use `hub` until `stop` is set; nothing is opened yet."""
        self.hub = hub
        self._stop = stop
        self._opener = _opener(hub, stop)

    def open(
        self,
        url: str,
        *,
        first: int = 0,
        last: int | None = None,
        tag: str = "",
        method: str = "GET",
    ) -> Reply:
        """Ask for `url`, or for its bytes `first` … `last`.

        Args:
            url: an address of the hub.
            first, last: the first and the last byte wanted; both counted from 0.
            tag: a part of this version only; of another one the whole is sent.
            method: GET or HEAD.

        Raises:
            LostConnectionError: no answer, or one that may be better later.
            DownloadError: the answer is no, for good.
            Stopped: as asked.
        """
        self._stop.expect_unset()
        headers = {"User-Agent": f"GPTDesk/{program_version()}", "Accept-Encoding": "identity"}
        if first or last is not None:
            headers["Range"] = f"bytes={first}-{'' if last is None else last}"
            if tag:
                headers["If-Range"] = tag
        request = _Request(url, headers=headers, method=method)
        request.identify(self.hub)
        try:
            response = self._opener.open(request, timeout=_STALL_S)
        except HTTPError as exc:
            return self._refused(exc, request)
        except URLError as exc:
            self._stop.expect_unset()
            raise self._unreachable(exc.reason, url) from exc
        except (OSError, http.client.HTTPException, ValueError) as exc:
            self._stop.expect_unset()
            raise LostConnectionError(_why(exc)) from exc
        return Reply(response.status, _small(response.headers), request.linked, response)

    def _refused(self, error: HTTPError, request: _Request) -> Reply:
        """Return the answer 416, which is one; raise what any other refusal means."""
        headers = _small(error.headers)
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return Reply(error.code, headers, request.linked, error)
        host = urlsplit(error.url or request.full_url).netloc
        error.close()
        # a signed address lives for an hour: the hub gives another one
        is_expired = host != self.hub.host and error.code in (401, 403, 404, 410)
        if error.code in _TEMPORARY or is_expired:
            why = f"{error.code} {error.reason}"
            # The hub is named by the sentence; another house, which holds the files, is not.
            raise LostConnectionError(why if host == self.hub.host else f"{host}: {why}") from error
        raise _refusal(error.code, headers.get("x-error-code", ""), host, self.hub.token) from error

    def _unreachable(self, reason: object, url: str) -> Exception:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return DownloadError(
                "{host} could not prove who it is ({why}). Look at the clock of this computer and "
                "at the proxy, or choose another mirror.",
                host=urlsplit(url).netloc,
                why=reason.verify_message,
            )
        return LostConnectionError(_why(reason))


class _Request(Request):
    """A request that keeps what the hub told of a file before it led elsewhere."""

    def __init__(self, url: str, *, headers: dict[str, str], method: str) -> None:
        super().__init__(url, headers=headers, method=method)
        self.linked: dict[str, str] = {}

    def identify(self, hub: Hub) -> None:
        """Add the token where this address may see it; no redirect carries it on."""
        if token := hub.token_for(self.full_url):
            self.add_unredirected_header("Authorization", f"Bearer {token}")


class _Redirects(HTTPRedirectHandler):
    """Follows redirects: with no token, but to the official house itself, and never unencrypted."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,  # noqa: ARG002  urllib's signature
        msg: str,  # noqa: ARG002
        headers: Message,
        newurl: str,
    ) -> Request | None:
        assert isinstance(req, _Request)
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme, new.scheme) == ("https", "http"):
            fp.close()  # else the error would hold the connection
            raise DownloadError(
                "{old} leads to an address that is not encrypted, at {new}. Nothing was asked "
                "there. Choose another mirror.",
                old=old.netloc,
                new=new.netloc,
            )
        request = _Request(newurl, headers=dict(req.headers), method=req.get_method())
        request.linked = req.linked  # one dict: the first request is asked for it
        if old.netloc == self._hub.host:
            request.linked.update(_small(headers))
        if self._hub.endpoint == self._hub.official:
            request.identify(self._hub)
        return request


def _opener(hub: Hub, stop: Stop) -> OpenerDirector:
    """Return an opener of connections that `stop` can wake; proxies are the system's."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            stop.watch(self.sock)

    class Encrypted(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            stop.watch(self.sock)

    class PlainHandler(HTTPHandler):
        def http_open(self, req: Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)  # type: ignore[arg-type]

    class EncryptedHandler(HTTPSHandler):
        def https_open(self, req: Request) -> http.client.HTTPResponse:
            return self.do_open(Encrypted, req, context=context)  # type: ignore[arg-type]

    context = ssl.create_default_context()
    return build_opener(PlainHandler, EncryptedHandler, _Redirects(hub))


def _refusal(status: int, code: str, host: str, token: str | None) -> DownloadError:
    """Return the sentence for an answer that will stay as it is."""
    if code == "GatedRepo" and status == http.HTTPStatus.UNAUTHORIZED and token is None:
        return DownloadError(
            "This model is given out to known users only. Accept its licence on its page at "
            "{host}, and give GPTDesk your access token.",
            host=host,
        )
    if code == "GatedRepo":
        return DownloadError(
            "This model's licence has to be accepted first, by the owner of your access token. "
            "Open its page at {host}, accept, and try again.",
            host=host,
        )
    if code == "RevisionNotFound":
        return DownloadError("{host} has no such revision of this model.", host=host)
    if code == "EntryNotFound":
        return DownloadError("{host} has no such file in this model.", host=host)
    if code == "RepoNotFound" or status in (401, 404):
        return DownloadError(
            "{host} has no such model, or does not show it to you. Look at the name; a private one "
            "needs your access token.",
            host=host,
        )
    return DownloadError(
        "{host} refuses ({status}). Open the model's page in a browser, or choose another mirror.",
        host=host,
        status=status,
    )


def _small(headers: Message | None) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()} if headers else {}


def _why(reason: object) -> str:
    """Return a clause for a sentence; the classes of the library say little by themselves."""
    match reason:
        case socket.gaierror():
            return Sentence("its name is not known here: is there a network?")
        case TimeoutError():
            return Sentence("no answer")
        case ConnectionRefusedError():
            return Sentence("the connection is refused")
        case http.client.HTTPException():
            return Sentence("the connection broke")
        case OSError():
            return cause_of(reason)
        case _:
            return str(reason) or type(reason).__name__
