"""The connection to a server: kept, opened again, given up at once, and silent about the key."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from gptdesk.engine.remote import connection
from gptdesk.engine.remote.address import ServerAddress, server_url
from gptdesk.engine.remote.connection import Connection, RefusedError
from gptdesk.errors import RequestError, ServerError, ServerKeyError
from gptdesk.model.kv_cache import PassCancelledError
from tests.plain_server import answer, plain_server

pytestmark = pytest.mark.loopback


def test_questions_share_one_connection() -> None:
    """A token is one question: opening a connection for each would cost more than the answer."""
    with plain_server(*[answer([n]) for n in range(5)]) as server:
        connection = Connection(ServerAddress(server.url))
        assert server.connections == 0, "nothing is opened before the first question"
        assert [connection.ask("/x", {"n": n}) for n in range(5)] == [[n] for n in range(5)]
        connection.close()
        assert server.connections == 1


@pytest.mark.parametrize("closing", [b"", answer(1, more="Connection: close\r\n")])
def test_a_connection_that_was_closed_is_opened_again(closing: bytes) -> None:
    """Servers close kept connections after a while, or after a hundred answers."""
    answers = [answer(0), closing, answer(2), answer(3)]
    with plain_server(*answers) as server:
        connection = Connection(ServerAddress(server.url))
        got = [connection.ask("/x") for _ in range(len(answers) - (closing == b""))]
        assert got[-2:] == [2, 3]
        connection.close()
        assert server.connections == 2


def test_a_server_that_hangs_up_twice_is_lost() -> None:
    """One sentence, no traceback; and it is asked again when it is back."""
    with plain_server(answer(0), b"", b"", answer(1)) as server:
        connection = Connection(ServerAddress(server.url))
        connection.ask("/x")
        with pytest.raises(
            ServerError, match=r"does not answer .the connection was lost"
        ) as caught:
            connection.ask("/x")
        assert "127.0.0.1" in str(caught.value)
        assert connection.ask("/x") == 1
        connection.close()


def test_an_answer_that_is_left_ends_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server learns of it at once, also where its answer was to end with the connection."""
    opened: list[socket.socket] = []
    open_socket = connection._open_socket

    def noted(*arguments: Any) -> socket.socket:
        opened.append(open_socket(*arguments))
        return opened[-1]

    monkeypatch.setattr(connection, "_open_socket", noted)
    begun = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none\ntwo\n"
    with plain_server(begun) as server:
        lines = Connection(ServerAddress(server.url)).lines("/x", {})
        assert next(lines) == b"one"
        assert opened[0].fileno() >= 0
        with pytest.raises(PassCancelledError) as left:  # which holds all that was on its way
            lines.throw(PassCancelledError())
        assert opened[0].fileno() < 0, left


def test_nobody_listens() -> None:
    """The most frequent mistake: the server was not started."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(
        ServerError,
        match=r"does not answer .the connection is refused.. See whether",
    ):
        Connection(ServerAddress(url)).ask("/x")


def test_a_silent_server_is_left_at_once() -> None:
    """Stop does not wait for an answer that may take minutes; the next question is a new one."""
    with plain_server(answer(0), None, answer(2)) as server:
        connection = Connection(ServerAddress(server.url))
        connection.ask("/x")
        cancelled, ended = threading.Event(), list[BaseException]()

        def ask() -> None:
            try:
                connection.ask("/x", {}, cancelled)
            except BaseException as exc:
                ended.append(exc)

        asking = threading.Thread(target=ask)
        asking.start()
        for _ in range(2):
            server.asked.acquire()
        cancelled.set()
        asking.join()  # else the test would never end: the server says nothing
        assert [type(one) for one in ended] == [PassCancelledError]
        assert connection.ask("/x") == 2, "not the answer of the one that was left"
        connection.close()


def test_the_key_is_shown_to_the_server_and_to_nobody_else() -> None:
    """In the header, and in nothing that is printed, logged or said."""
    with plain_server(
        answer(0), answer({"error": {"message": "no"}}, "401 Unauthorized")
    ) as server:
        address = ServerAddress(server.url, key="sk-secret")
        connection = Connection(address)
        connection.ask("/x")
        assert "Authorization: Bearer sk-secret" in server.heads[0]
        with pytest.raises(ServerKeyError, match="does not accept the key") as caught:
            connection.ask("/x")
        connection.close()
    assert "secret" not in f"{address!r} {address} {caught.value!r} {caught.value.facts}"


@pytest.mark.parametrize(
    ("told", "error", "sentence"),
    [
        (answer({"error": {"message": "Loading model"}}, "503 Busy"), ServerError, "Loading model"),
        (answer({}, "401 Unauthorized"), ServerError, "asks for a key"),
        (answer({"error": "nope."}, "400 Bad Request"), RefusedError, "400: nope$"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
            ServerError,
            "no server of a model",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
            ServerError,
            "no server of a model",
        ),
        (b"SSH-2.0-OpenSSH\r\n\r\n", ServerError, "does not answer"),
    ],
)
def test_what_is_no_answer_is_a_sentence(told: bytes, error: type, sentence: str) -> None:
    """Another program listens there, a proxy answers, or the server is not ready."""
    with plain_server(told, told) as server:
        connection = Connection(ServerAddress(server.url))
        with pytest.raises(error, match=sentence):
            connection.ask("/x")
        connection.close()


def test_a_proxy_is_used_for_others_and_never_for_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the system says; what is on this computer is not sent around."""
    with plain_server(answer("by the proxy")) as proxy, plain_server(answer("itself")) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url.replace("//", "//me:pass@"))
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        here = Connection(ServerAddress(server.url))
        assert here.ask("/x") == "itself"
        here.close()
        far = Connection(ServerAddress("http://models.example:8080/deep"))
        assert far.ask("/x") == "by the proxy"
        far.close()
        assert proxy.heads[0].startswith("GET http://models.example:8080/deep/x HTTP/1.1\n")
        assert "Proxy-Authorization: Basic bWU6cGFzcw==" in proxy.heads[0]


@pytest.mark.parametrize("said", [b"nonsense\r\n", b"HTTP/1.1 403 No\r\n\r\n"])
def test_a_proxy_that_lets_nobody_through_is_let_go_of_at_once(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Its connection was open as long as somebody had the error in hand."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        place = listener.getsockname()
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{place[1]}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        asked: list[bytes] = []

        def refuse() -> None:
            client, _ = listener.accept()
            with client:
                client.settimeout(10)
                asked.append(client.recv(4096))
                client.sendall(said)
                asked.append(client.recv(4096))  # nothing, as soon as it is closed

        proxy = threading.Thread(target=refuse)
        proxy.start()
        far = Connection(ServerAddress("https://models.example"))
        with pytest.raises(ServerError, match="does not answer") as held:
            far.ask("/x")
        proxy.join(5)
        assert asked[0].startswith(b"CONNECT models.example:443 HTTP/1.1\r\n")
        assert asked[1:] == [b""], held
        proxy.join()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("localhost:8080/v1/", "http://localhost:8080"),
        (" http://127.0.0.1:8080/ ", "http://127.0.0.1:8080"),
        ("https://models.example/deep/v1?x=1", "https://models.example/deep"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert server_url(typed) == kept
    assert server_url(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ftp://x",
        "http://",
        "http://a b",
        "hello world",
        "x:99999",
        "http://ü",
        "http://192.168..1:8080",
        "https://.local",
        f"{'a' * 64}:8080",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(RequestError, match=f"^{typed} is no address of a server"):  # as typed
        server_url(typed)


def test_a_password_in_an_address_is_refused() -> None:
    """It would be remembered with the address, and shown."""
    with pytest.raises(RequestError, match="name or a password"):
        server_url("http://me:pass@host")
    with pytest.raises(RequestError, match="The key has characters"):
        ServerAddress("http://host", key="a b")
