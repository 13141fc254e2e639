"""The files that GPTDesk ships: icons, themes, the tokenizer, the bundled model.

Owns one question, where they are; must not read them. A leaf: the standard library only.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).with_name("_resources")  # put there by the wheel, see pyproject.toml
_CHECKOUT = Path(__file__).parent.parent / "resources"


def resource_path(relative: str) -> Path:
    """Return the path of a shipped file or folder, for example `icons/stop.svg`.

    The packaged copy wins; in a checkout (or an editable install) it is `resources/` at the top.
    The path is returned whether or not something is there: the caller knows what absence means.
    """
    root = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return root / relative
