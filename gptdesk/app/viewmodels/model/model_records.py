"""Records of models by their weights: notes of the user, and speeds measured here.

Owns which file has which hash, as far as that is known, and the thread that reads files for it. The
records themselves are storage's.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.phrases import listed
from gptdesk.app.system.courier import run_for
from gptdesk.app.system.error_text import log_and_explain, sentence_for
from gptdesk.app.system.precision_text import precision_text
from gptdesk.chat.messages import Message
from gptdesk.engine.types import GenerationEnd, ModelInfo
from gptdesk.errors import GPTDeskError
from gptdesk.sentences import numbered
from gptdesk.storage.models.catalog import Catalog, shown_name
from gptdesk.storage.models.file_hashes import FileHashes
from gptdesk.storage.models.hub.web import Stop, Stopped
from gptdesk.storage.models.remembered import MeasuredSpeed, RememberedModels

logger = logging.getLogger(__name__)

LONGEST_NOTE = 500  # characters
_HASH = re.compile("[0-9a-f]{64}")
_LEAST_TELLING_BYTES = 100_000_000  # of weights, whose speed says something of a larger model
_FEWEST_TOKENS = 16  # of an answer that says how fast a model is


class ModelRecords(QObject):
    """Notes and speeds, by the file of the weights.

    A note on a model that was not read yet is kept by the file's path until its hash is known.

    Signals:
        changed: a note, a speed or the hash of a file is another one.
        failed: why a note may be lost, a sentence, str.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        catalog: Catalog,
        remembered: RememberedModels,
        hashes: FileHashes,
        parent: QObject | None = None,
    ) -> None:
        """Know what was kept; no file is read before it is asked for."""
        super().__init__(parent)
        self._client = client
        self._catalog = catalog
        self._remembered = remembered
        self._hashes = hashes
        self._known: dict[Path, str] = {}  # hashes of files that were looked at in this run
        self._undone: dict[str, list[str]] = {}  # earlier notes of this run, by key
        self._unsaved: dict[str, tuple[MeasuredSpeed, ...]] = {}
        self._stop = Stop()
        self._searches: list[Stop] = []
        client.loaded.connect(self._on_loaded)

    # -- notes

    def note_of(self, file: Path) -> str:
        """Return what the user wrote of the model in `file`."""
        return self._remembered.of(self._key_of(file)).note

    def keep_note(self, file: Path, note: str) -> None:
        """Keep a note; an empty one deletes it."""
        key, before = self._key_of(file), self.note_of(file)
        note = " ".join(note.split())
        if note == before:
            return
        self._undone.setdefault(key, []).append(before)
        self._keep(key, note=note)
        if not self._known.get(file):
            self._learn([file])
        self.changed.emit()

    def can_undo_note(self, file: Path) -> bool:
        """Whether the note of a model was another one in this run of the program."""
        return bool(self._undone.get(self._key_of(file)))

    def undo_note(self, file: Path) -> None:
        """Bring back the note that was there before the last change."""
        key = self._key_of(file)
        if earlier := self._undone.get(key):
            self._keep(key, note=earlier.pop())
            self.changed.emit()

    # -- speeds

    def speeds_of(self, file: Path) -> tuple[MeasuredSpeed, ...]:
        """Return how fast the model in `file` was here."""
        key = self._key_of(file)
        return self._unsaved.get(key, self._remembered.of(key).speeds)

    def speed_text(self, file: Path) -> str:
        """Return a sentence: how fast the model in `file` was here; empty where that is unknown."""
        speeds = self.speeds_of(file)
        if not speeds:
            return ""
        return self.tr("Measured here: {0}.").format(listed(map(self._one_speed, speeds)))

    def expected_speed_text(self, weights_bytes: int) -> str:
        """Return a sentence: about how fast a model would be here; empty where nothing is known.

        Every weight is read for every token, so that a model takes the time of its bytes, at the
        rate of the one that was measured here and is nearest in size. Most of a small model's
        time is spent on other things than its bytes, and says nothing of a large one: measured on
        one core, 26 MB took 8 ms a token, and 652 MB took 96 ms; the rate of the first would have
        promised half of what the second did, that of 117 MB the right speed.

        Args:
            weights_bytes: memory that its weights would take, computed exactly.
        """
        rates = {
            one.weights_bytes: one.tokens_per_s * one.weights_bytes
            for sha256 in {*self._remembered.models, *self._unsaved}
            for one in self._unsaved.get(sha256, self._remembered.of(sha256).speeds)
            if (one.precision, one.device) == ("exact", "cpu")
            and one.weights_bytes >= _LEAST_TELLING_BYTES
        }
        if not rates or not weights_bytes:
            return ""
        nearest = min(rates, key=lambda size: abs(math.log(size / weights_bytes)))
        about = rates[nearest] / weights_bytes
        return self.tr(
            "About {0} tokens/s in Exact on the CPU: computed from its size, and how fast another"
            " model was here."
        ).format(f"{float(f'{about:.2g}'):,g}")

    def _one_speed(self, one: MeasuredSpeed) -> str:
        day = QDate.fromString(one.day, "yyyy-MM-dd")
        words = self.tr("{0} tokens/s ({1}, {2}, {3})")
        threads = numbered(one.threads, self.tr("1 thread"), self.tr("{0} threads"))
        return words.format(
            rate_text(one.tokens_per_s),
            precision_text(one.precision),
            threads if one.device == "cpu" else one.device.upper(),
            QLocale().toString(day, self.tr("d MMM yyyy")),
        )

    @Slot(object, object)
    def take_speed(self, answer: Message, end: GenerationEnd) -> None:
        """Note how fast an answer was made by the model in use, whole and on this computer."""
        info, stats = self._client.info, end.stats
        run = answer.runs[-1] if answer.runs else None
        if (
            info is None
            or info.server is not None
            or run is None
            or run.switched_off
            or run.model_sha256 != info.sha256
            or stats.decode_tokens_per_s is None
            or stats.new_tokens < _FEWEST_TOKENS
        ):
            return
        speed = MeasuredSpeed(
            precision=info.precision,
            device=info.device,
            threads=info.threads,
            tokens_per_s=stats.decode_tokens_per_s,
            weights_bytes=info.size_bytes,
            day=datetime.now().astimezone().date().isoformat(),
        )
        before = self._unsaved.get(info.sha256, self._remembered.of(info.sha256).speeds)
        others = (
            one for one in before if (one.precision, one.device) != (speed.precision, speed.device)
        )
        self._unsaved[info.sha256] = (*others, speed)
        self.changed.emit()

    # -- which file is which model

    def look(self, files: Iterable[Path]) -> None:
        """Find out which of `files` are known models; those that cannot be one are not read."""
        self._learn(list(files), are_likely=True)

    def sha256_of(self, file: Path) -> str:
        """Return the hash of a file; empty while it is not known."""
        return self._known.get(file, "")

    def find(self, sha256: str, name: str, then: Callable[[Path | None], None]) -> Stop:
        """Look for the model with this hash.

        Args:
            sha256: of its weights.
            name: that it had; those that are called so are looked at first.
            then: told where it is; None where no model on this computer has this hash.

        Returns:
            What ends the search; `then` is not called any more.
        """
        stop = Stop()
        self._searches.append(stop)

        def work() -> Path | None:
            models = sorted(
                self._catalog.models(),
                key=lambda one: name not in (one.name, shown_name(one.path)),
            )
            return self._hashes.find(sha256, models, stop)

        def tell(future: Future[Path | None]) -> None:
            self._searches.remove(stop)
            try:
                path = future.result()
                stop.expect_unset()
            except Stopped:
                return
            except BaseException as exc:  # noqa: BLE001  the edge of a thread
                log_and_explain("looking for a model", exc)
                path = None
            then(path)

        run_for(self, "find a model", work, tell)
        return stop

    def close(self) -> None:
        """Read no more files, and keep what is not kept yet."""
        for stop in (self._stop, *self._searches):
            stop.set()
        self._save_speeds()

    def _learn(self, files: list[Path], *, are_likely: bool = False) -> None:
        """Find out the hashes of files in a thread.

        Args:
            files: that are looked at.
            are_likely: only those are read that have a note, or the size of a known model.
        """
        noted = {file for file in files if str(file) in self._remembered.models}
        stop = self._stop

        def work() -> dict[Path, str]:
            found: dict[Path, str] = {}
            for file in files:
                is_wanted = not are_likely or file in noted or self._hashes.is_of_known_size(file)
                try:
                    found[file] = (
                        self._hashes.read(file, stop) if is_wanted else self._hashes.known(file)
                    )
                except OSError as exc:
                    logger.info("%s was not read: %s", file, exc)
                    if file in noted:  # it was moved before the note had found its hash
                        found[file] = self._hashes.last_known(file)
            return found

        if files:
            run_for(self, "hashes of models", work, self._on_learned)

    def _on_learned(self, future: Future[dict[Path, str]]) -> None:
        try:
            found = future.result()
        except Stopped:
            return
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            log_and_explain("hashes of models", exc)
            return
        for file, sha256 in found.items():
            self._take_hash(file, sha256)
        self.changed.emit()

    def _take_hash(self, file: Path, sha256: str) -> None:
        self._known[file] = sha256
        key = str(file)
        note = self._remembered.of(key).note
        if sha256 and key in self._remembered.models:
            self._keep(sha256, note=note or self._remembered.of(sha256).note)
            self._keep(key, note="")
        if sha256 and key in self._undone:
            self._undone[sha256] = self._undone.pop(key)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self._save_speeds()
        waiting = [Path(key) for key in self._remembered.models if not _HASH.fullmatch(key)]
        self._learn(waiting)  # notes that were written shortly before the program ended
        if info.server is not None:
            return

        def keep() -> None:
            self._hashes.keep(info.path, info.sha256)

        run_for(self, "hash of a model", keep, partial(self._on_noted, info))

    def _on_noted(self, info: ModelInfo, _future: Future[None]) -> None:
        self._take_hash(info.path, info.sha256)
        self.changed.emit()

    def _key_of(self, file: Path) -> str:
        return self._known.get(file) or str(file)

    def _save_speeds(self) -> None:
        for sha256, speeds in self._unsaved.items():
            self._keep(sha256, speeds=speeds)
        self._unsaved.clear()

    def _keep(self, key: str, **values: object) -> None:
        try:
            self._remembered.change(key, **values)
        except (GPTDeskError, OSError) as exc:
            logger.warning("a note or a speed is not kept: %s", exc)
            self.failed.emit(
                self.tr("What you wrote lasts until you close: {0}").format(sentence_for(exc))
            )


def rate_text(tokens_per_s: float) -> str:
    """Write tokens per second with two or more digits: 8.3, 54, 1,204."""
    return f"{tokens_per_s:,.1f}" if tokens_per_s < 10 else f"{tokens_per_s:,.0f}"
