"""Addresses that somebody typed, of a server or of a model hub: whether one can be asked there."""

from __future__ import annotations

import re
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
