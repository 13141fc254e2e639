"""Records of single models by the sha256 of their weights: choices, notes, measured speeds.

Owns the file. A model keeps all of it wherever it is moved, and under whatever name.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gptdesk.files.atomic import move_aside, write_atomic
from gptdesk.files.regular import read_regular

logger = logging.getLogger(__name__)

_SCHEMA = 1
_MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """How fast a model was on this computer when it was used last.

    Attributes:
        precision: one of `PRECISIONS`.
        device: "cpu", "cuda:0".
        threads: of the CPU.
        tokens_per_s: over the tokens of an answer after the first.
        weights_bytes: memory that its weights took.
        day: of the measurement, as ISO 8601 has it.
    """

    precision: str
    device: str
    threads: int
    tokens_per_s: float
    weights_bytes: int
    day: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept for one model.

    Attributes:
        layout: how its conversations are laid out, by name; empty is as its files say.
        template: the user's own layout, in Jinja, as it was last in force.
        draft: what the user wrote of it since, that could not be used.
        note: what the user wrote of it.
        speeds: one for each precision and device that it was used with.
    """

    layout: str = ""
    template: str = ""
    draft: str = ""
    note: str = ""
    speeds: tuple[MeasuredSpeed, ...] = ()


class RememberedModels:
    """The file. What another window wrote to it meanwhile is kept with every change."""

    def __init__(self, file: Path) -> None:
        """Read it; a damaged one is moved aside.

        One of a newer GPTDesk, and one that cannot be read now, stay as they are.
        """
        self._file = file
        self._must_stay = False
        self._changes: dict[str, dict[str, Any]] = {}  # of this run, by model and field
        self._models = self._read()

    @property
    def models(self) -> Mapping[str, Remembered]:
        """What is kept, by the sha256 of each model."""
        return self._models

    def of(self, sha256: str) -> Remembered:
        """Return what is kept for a model; nothing for one that is not known."""
        return self._models.get(sha256, Remembered())

    def change(self, sha256: str, **values: object) -> None:
        """Keep other values for a model from now on, by the names of `Remembered`.

        Raises:
            OSError: they are kept for this run, and the disk refuses them.
        """
        one = replace(self.of(sha256), **values)  # pyright: ignore[reportArgumentType]
        if one == self.of(sha256):
            return
        self._changes.setdefault(sha256, {}).update(values)
        models = self._models if self._must_stay else self._read()
        for key, changes in self._changes.items():
            models = {**models, key: replace(models.get(key, Remembered()), **changes)}
        self._models = models
        if self._must_stay:
            return
        kept = {key: asdict(one) for key, one in models.items()}
        document = {
            "schema": _SCHEMA,
            "models": {
                key: {name: value for name, value in one.items() if value}
                for key, one in kept.items()
                if any(one.values())
            },
        }
        # The key of a model that was not read yet is its path, which need not be text.
        data = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_atomic(self._file, data, is_private=True)

    def _read(self) -> dict[str, Remembered]:
        try:
            document: Any = json.loads(read_regular(self._file, _MOST_BYTES))
            if document["schema"] != _SCHEMA:
                logger.warning("%s is of a newer GPTDesk: nothing is written to it", self._file)
                self._must_stay = True
                return {}
            return {str(key): _remembered(one) for key, one in document["models"].items()}
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


def _remembered(kept: Any) -> Remembered:
    texts = {
        name: str(kept[name]) for name in ("layout", "template", "draft", "note") if name in kept
    }
    return Remembered(**texts, speeds=tuple(map(_speed, kept.get("speeds", ()))))


def _speed(kept: Any) -> MeasuredSpeed:
    return MeasuredSpeed(
        precision=str(kept["precision"]),
        device=str(kept["device"]),
        threads=int(kept["threads"]),
        tokens_per_s=float(kept["tokens_per_s"]),
        weights_bytes=int(kept["weights_bytes"]),
        day=str(kept["day"]),
    )
