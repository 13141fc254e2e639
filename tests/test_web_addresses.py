"""What is known of an address before anything is asked there."""

from __future__ import annotations

import pytest

from gptdesk.web_addresses import is_unencrypted


@pytest.mark.parametrize(
    "address",
    [
        "http://mirror.example",
        "http://192.168.0.7:8080",
        "http://localhost.example",
        "http://[fe80::1]",
    ],
)
def test_others_are_on_the_way(address: str) -> None:
    """A house with http, in the next room or in the next country."""
    assert is_unencrypted(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://mirror.example",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://127.8.9.1",
        "http://[::1]:8080",
    ],
)
def test_nobody_is_on_the_way(address: str) -> None:
    """It is encrypted, or leaves this computer never."""
    assert not is_unencrypted(address)
