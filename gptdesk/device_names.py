"""The names of devices, as settings, requests and the command line write them."""

from __future__ import annotations

import argparse
import re

from gptdesk.language import said

DEVICE_NAMES = "auto, cpu, cuda (the first card) or cuda:1, cuda:2, …"

_CARD = re.compile(r"cuda(?::(0|[1-9][0-9]?))?", re.ASCII)


def is_device_name(text: str) -> bool:
    """Tell whether `text` names a device: "auto", "cpu", or a graphics card, there or not."""
    return text in ("auto", "cpu") or _CARD.fullmatch(text) is not None


def card_number(name: str) -> int:
    """Return the number of the graphics card that a device's name means; 0 is the first one."""
    found = _CARD.fullmatch(name)
    return int(found[1] or 0) if found else 0


def device_argument(text: str) -> str:
    """Return a device that was named on the command line."""
    if not is_device_name(text):
        raise argparse.ArgumentTypeError(
            said("must be auto, cpu, cuda (the first card) or cuda:1, cuda:2, …, not {0}").format(
                f"{text!r:.40}"
            )
        )
    return text
