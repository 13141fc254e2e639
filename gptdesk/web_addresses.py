"""Addresses that somebody typed, of a server or of a model hub: whether one can be asked there."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit


def address_parts(text: str) -> SplitResult | None:
    """Return the parts of an address; None where no name could be looked up, or no path asked for.

    Args:
        text: with its scheme, `http` or `https`.
    """
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("ascii").decode()
        host.encode("idna")  # as it is looked up: no empty part, and none of 64 letters
        _port = parts.port  # read here: it raises where it is no number
    except ValueError:  # also letters that no host name has
        return None
    is_host = re.fullmatch(r"[0-9A-Za-z._:%-]+", host)
    is_path = re.fullmatch(r"[!-~]*", parts.path)
    return parts if is_host and is_path and parts.scheme in ("http", "https") else None


def is_this_computer(host: str) -> bool:
    """Return whether a host is the computer that asks, by its name or its number."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def is_unencrypted(address: str) -> bool:
    """Return whether all on the way can read and change what goes to an address and comes back.

    Args:
        address: one that has parts, see `address_parts`.
    """
    parts = urlsplit(address)
    return parts.scheme == "http" and not is_this_computer(parts.hostname or "")
