"""Choices of a user for single models, kept by the sha256 of their weights.

Owns the file. A model keeps them wherever it is moved, and under whatever name.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gptdesk.files.atomic import move_aside, write_atomic
from gptdesk.files.regular import read_regular

logger = logging.getLogger(__name__)

_SCHEMA = 1
_MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept for one model.

    Attributes:
        layout: how its conversations are laid out, by name; empty is as its files say.
        template: the user's own layout, in Jinja, whether or not it is in force.
    """

    layout: str = ""
    template: str = ""


class RememberedModels:
    """The file, read once."""

    def __init__(self, file: Path) -> None:
        """Read it; a damaged one is moved aside.

        One of a newer GPTDesk, and one that cannot be read now, stay as they are.
        """
        self._file = file
        self._must_stay = False
        self._models = self._read()

    @property
    def models(self) -> Mapping[str, Remembered]:
        """What is kept, by the sha256 of each model."""
        return self._models

    def of(self, sha256: str) -> Remembered:
        """Return what is kept for a model; nothing for one that is not known."""
        return self._models.get(sha256, Remembered())

    def keep(self, sha256: str, model: Remembered) -> None:
        """Keep it from now on.

        Raises:
            OSError: it is kept for this run, and the disk refuses it.
        """
        if model == self.of(sha256):
            return
        self._models = {**self._models, sha256: model}
        if self._must_stay:
            return
        document = {
            "schema": _SCHEMA,
            "models": {
                key: {name: value for name, value in asdict(one).items() if value}
                for key, one in self._models.items()
            },
        }
        data = json.dumps(document, indent=1, ensure_ascii=False).encode()
        write_atomic(self._file, data, is_private=True)

    def _read(self) -> dict[str, Remembered]:
        try:
            document: Any = json.loads(read_regular(self._file, _MOST_BYTES))
            if document["schema"] != _SCHEMA:
                logger.warning("%s is of a newer GPTDesk: nothing is written to it", self._file)
                self._must_stay = True
                return {}
            known = Remembered.__dataclass_fields__
            return {
                str(key): Remembered(**{name: str(one[name]) for name in known if name in one})
                for key, one in document["models"].items()
            }
        except FileNotFoundError:
            return {}
        except OSError as exc:
            logger.warning("what is kept of models was not read: %s", exc)
            if exc.errno not in (errno.EINVAL, errno.EFBIG):  # else it is no file of ours
                self._must_stay = True
                return {}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            logger.warning("%s is damaged", self._file)
        with contextlib.suppress(OSError):
            move_aside(self._file)
        return {}
