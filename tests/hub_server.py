"""A model hub on loopback, with the habits and the faults of real ones.

Two houses, as at the real hub: one answers with the list of files and with redirects, the other
keeps the large files behind signed addresses that expire.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "607a30d783dfa663caf39e06633721c8d4cfcd7e"


@dataclass
class Faults:
    """What goes wrong; all of it is switched off at first.

    Attributes:
        cut_every: bytes of a large file after which the connection is cut, once each.
        wrong_byte_at: this byte of a large file arrives changed, the first time it is sent.
        is_always_wrong: … every time.
        link_lives: how many requests a signed address answers.
        tells_length: whether there is a Content-Length.
        knows_ranges: whether parts of a file are sent.
        tells_hashes: whether the list has sizes and hashes.
        pause_s: before each 64 kB.
        is_gated: whether a licence has to be accepted first; the token in `accepted` has.
        status: answered to every request instead of anything else.
        silent_at: byte of a large file after which nothing comes any more.
    """

    cut_every: int = 0
    wrong_byte_at: int | None = None
    is_always_wrong: bool = False
    link_lives: int = 1_000_000
    tells_length: bool = True
    knows_ranges: bool = True
    tells_hashes: bool = True
    pause_s: float = 0.0
    is_gated: bool = False
    accepted: str = "hf_accepted"
    status: int = 0
    silent_at: int | None = None


@dataclass
class FakeHub:
    """The hub: its files, its faults, and what was asked of it.

    Attributes:
        files: repository → path → content; a content of 10 kB and more is a large file.
        faults: see there.
        asked: (house, method, path without its query, Range) of each request.
        tokens: house → every Authorization header that it was shown.
        sent: sizes of the pieces of each answer that was a large file, in the answers' order.
    """

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    licence: str = "mit"
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)
    tokens: dict[str, set[str]] = field(default_factory=dict)
    sent: list[list[int]] = field(default_factory=list)
    endpoint: str = ""
    store: str = ""
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    cuts: set[tuple[str, int]] = field(default_factory=set)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def sent_bytes(self) -> int:
        """Bytes of large files, of all answers."""
        return sum(map(sum, self.sent))

    def sent_since(self, answers: int) -> int:
        """Return the bytes of all answers but the first ones.

        An answer whose reader has gone may still be counted a piece: its thread is told late.
        """
        return sum(map(sum, self.sent[answers:]))

    def listing(self, repository: str) -> dict[str, object]:
        """Return the answer to a request for the list of files."""
        siblings: list[dict[str, object]] = []
        for path, data in self.files[repository].items():
            entry: dict[str, object] = {"rfilename": path}
            if self.faults.tells_hashes:
                entry |= {"size": len(data), "blobId": blob_hash(data)}
                if is_large(data):
                    entry["lfs"] = {"sha256": sha256(data), "size": len(data)}
            siblings.append(entry)
        return {
            "id": repository,
            "sha": COMMIT,
            "gated": "manual" if self.faults.is_gated else False,
            "cardData": {"license": self.licence},
            "siblings": siblings,
        }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def blob_hash(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_large(data: bytes) -> bool:
    return len(data) >= 10_000


@contextmanager
def running_hub(files: dict[str, dict[str, bytes]]) -> Iterator[FakeHub]:
    """Run a hub with these files while the block runs."""
    hub = FakeHub(files)
    servers = [_server(hub, is_store=False), _server(hub, is_store=True)]
    hub.endpoint, hub.store = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        for server in servers
    ]
    # A Qt object that an earlier test left in a circle must not be collected in a thread of these.
    was_collecting = gc.isenabled()
    gc.disable()
    for thread in threads:
        thread.start()
    try:
        yield hub
    finally:
        if was_collecting:
            gc.enable()
        hub.closing.set()
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


def _server(hub: FakeHub, *, is_store: bool) -> ThreadingHTTPServer:
    class Handler(_Handler):
        pass

    Handler.hub, Handler.is_store = hub, is_store

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has gone is meant here."""

    return Server(("127.0.0.1", 0), Handler)


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    is_store: bool
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    def _answer(self) -> None:
        hub, url = self.hub, urlsplit(self.path)
        house = "store" if self.is_store else "hub"
        hub.asked.append((house, self.command, unquote(url.path), self.headers.get("Range", "")))
        token = self.headers.get("Authorization", "")
        hub.tokens.setdefault(house, set()).add(token)
        if hub.faults.status:
            self._say(hub.faults.status, b"no")
        elif self.is_store:
            self._send_large(parse_qs(url.query).get("link", [""])[0])
        elif match := re.fullmatch(r"/api/models/(.+)/revision/(.+)", url.path):
            self._send_listing(match[1])
        elif match := re.fullmatch(r"/(.+)/resolve/([^/]+)/(.+)", url.path):
            self._resolve(match[1], unquote(match[3]), token)
        else:
            self._say(404, b"", code="EntryNotFound")

    def _send_listing(self, repository: str) -> None:
        if repository not in self.hub.files:
            self._say(401, b"", code="RepoNotFound")
        else:
            self._say(200, json.dumps(self.hub.listing(repository)).encode())

    def _resolve(self, repository: str, path: str, token: str) -> None:
        hub = self.hub
        if hub.faults.is_gated and token != f"Bearer {hub.faults.accepted}":
            return self._say(403 if token else 401, b"", code="GatedRepo")
        data = hub.files.get(repository, {}).get(path)
        if data is None:
            return self._say(404, b"", code="EntryNotFound")
        if not is_large(data):
            return self._send(data, f'"{blob_hash(data)}"', path)
        link = secrets.token_hex(8)
        hub.links[link] = (repository, path)
        return self._say(
            302,
            b"",
            Location=f"{hub.store}/kept?link={link}",
            ETag='"of the redirect"',
            **{"X-Linked-Etag": f'"{sha256(data)}"', "X-Linked-Size": str(len(data))},
            **{"X-Repo-Commit": COMMIT},
        )

    def _send_large(self, link: str) -> None:
        hub = self.hub
        hub.uses[link] += 1
        if link not in hub.links or hub.uses[link] > hub.faults.link_lives:
            return self._say(403, b"expired")
        repository, path = hub.links[link]
        data = hub.files[repository][path]
        return self._send(data, f'"{sha256(data)[:16]}"', path, is_large=True)

    def _send(self, data: bytes, tag: str, path: str, *, is_large: bool = False) -> None:
        faults = self.hub.faults
        first, status = 0, 200
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match and faults.knows_ranges and self.headers.get("If-Range", tag) == tag:
            first, status = int(match[1]), 206
            if first >= len(data):
                return self._say(416, b"", **{"Content-Range": f"bytes */{len(data)}"})
        last = int(match[2]) + 1 if match and match[2] and status == 206 else len(data)
        body = data[first:last]
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Connection", "close")
        if status == 206:
            self.send_header("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(data)}")
        if faults.tells_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = True
        if self.command == "GET":
            self._send_body(body, first, path if is_large else "")
        return None

    def _send_body(self, body: bytes, first: int, path: str) -> None:
        faults, hub = self.hub.faults, self.hub
        at = first
        sent: list[int] = []
        if path:
            hub.sent.append(sent)
        while at < first + len(body) and not hub.closing.is_set():
            size = 1 << 16
            if path and faults.cut_every:
                size = min(size, faults.cut_every - at % faults.cut_every)
            piece = bytearray(body[at - first : at - first + size])
            wrong = faults.wrong_byte_at
            if path and wrong is not None and at <= wrong < at + len(piece):
                piece[wrong - at] ^= 1
                if not faults.is_always_wrong:
                    faults.wrong_byte_at = None
            if path and faults.silent_at is not None and at >= faults.silent_at:
                hub.closing.wait(60)
                return
            self.wfile.write(piece)
            at += len(piece)
            sent.append(len(piece))
            is_cut = path and faults.cut_every and at % faults.cut_every == 0
            if is_cut and (path, at) not in hub.cuts and at < first + len(body):
                hub.cuts.add((path, at))
                return
            if faults.pause_s:
                time.sleep(faults.pause_s)

    def _say(self, status: int, body: bytes, *, code: str = "", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)
