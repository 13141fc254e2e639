"""A training of one's own: a process beside the window, which it starts, follows and stops.

Owns the process and what it tells; the window itself trains nothing. The process saves its state
when it is told to stop, and when the window is gone, so that no training runs unseen.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal, Slot

from gptdesk.analysis.training_text import TOKEN_BYTES, learned_by_heart
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.model.making import WantedShape
from gptdesk.errors import GPTDeskError
from gptdesk.storage.models.hub.kept import Removals
from gptdesk.storage.models.trainings import (
    Training,
    begin_training,
    end_training,
    forget_training,
    steps_done,
    text_bytes,
    waiting_trainings,
    write_training,
)
from gptdesk.storage.models.untrained import free_name

logger = logging.getLogger(__name__)

_TELL_MS = 100  # the curve grows at most ten times a second
_CLOSE_MS = 10_000  # for a step and the checkpoint
_SAMPLES = 20  # over a whole run
_MOST_POINTS = 100_000
_STEP_ROWS = 8  # of the context's length, that a step of the command reads
_STOPPED = 130  # the command's exit code
_SAYS = "gptdesk-cli: "  # before its sentences


class TrainingState(StrEnum):
    """What the process does."""

    IDLE = "idle"
    STARTING = "starting"  # importing, reading the text
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    WRITING = "writing"  # what it has learned so far, as a model


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """Where a training stands.

    Attributes:
        step, steps: done and to do.
        loss: of the latest step, nats per token.
        tokens_per_s, remaining_s: since it was started or went on.
    """

    step: int
    steps: int
    loss: float
    tokens_per_s: float
    remaining_s: float


class TrainingViewModel(QObject):
    """One training at a time.

    Signals:
        changed: `state`, `waiting` or the figures are other ones.
        failed: why it did not begin, or ended, a sentence, str.
        trained: the folder of the finished model, object (Path).
        written: the folder of a model of what one that can go on has learned so far, object (Path).
    """

    changed = Signal()
    failed = Signal(str)
    trained = Signal(object)
    written = Signal(object)

    def __init__(self, models_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models_dir = models_dir
        self._state = TrainingState.IDLE
        self._training: Training | None = None
        self._latest: TrainingStep | None = None
        self._losses: list[tuple[int, float]] = []
        self._sample = ""
        self._first_step = 0  # steps done before the process began
        self._kept_step = 0  # that a paused one has on the disk
        self._has_other_text = False  # than it was begun with
        self._so_far: dict[tuple[str, int], Path] = {}  # models of names and steps, of this run
        self._writing: Path | None = None  # the folder of the one that is being written
        self._waiting: tuple[Training, ...] = ()
        self._removals = Removals(models_dir)
        self._process: QProcess | None = None
        self._tell_later = single_shot(self, _TELL_MS, self.changed)

    @property
    def state(self) -> TrainingState:
        """What it does."""
        return self._state

    @property
    def training(self) -> Training | None:
        """The one that runs, or that ran last; None before the first."""
        return self._training

    @property
    def latest(self) -> TrainingStep | None:
        """Where it stands; None before the first step."""
        return self._latest

    @property
    def first_step(self) -> int:
        """Steps that were done before it was started or went on."""
        return self._first_step

    @property
    def is_kept(self) -> bool:
        """Whether it is paused, and all that it has learned is on the disk."""
        is_paused, latest = self._state is TrainingState.PAUSED, self._latest
        return is_paused and latest is not None and latest.step == self._kept_step

    @property
    def losses(self) -> list[tuple[int, float]]:
        """Steps and their losses, in nats per token."""
        return self._losses

    @property
    def sample(self) -> str:
        """What the network wrote last."""
        return self._sample

    @property
    def waiting(self) -> tuple[Training, ...]:
        """Trainings that were stopped and can go on."""
        return self._waiting

    @property
    def can_bring_back(self) -> bool:
        """Whether one was given up in this run."""
        return self._removals.n_waiting > 0

    @Slot()
    def look(self) -> None:
        """Look for trainings that can go on."""
        waiting = waiting_trainings(self._models_dir)
        running = self._training.name if self._process and self._training else None
        self._waiting = tuple(one for one in waiting if one.name != running)
        self.changed.emit()

    def steps_done(self, training: Training) -> int:
        """Return how many steps of one that can go on are kept; 0 if it has none."""
        return steps_done(self._models_dir / training.name)

    def why_nothing(self, data: str) -> str:
        """Return a sentence on a text that has nothing in it; else nothing."""
        path = Path(data).expanduser()
        if text_bytes(path, 1) != 0:
            return ""
        return self.tr("{0} has no text in it: there is nothing to learn.").format(path.name)

    def why_too_short(self, data: str, shape: WantedShape) -> str:
        """Return a sentence on a text of fewer tokens than one step reads; else nothing."""
        step_tokens = _STEP_ROWS * shape.ctx_len
        enough_bytes = step_tokens * TOKEN_BYTES
        path = Path(data).expanduser()
        n_bytes = text_bytes(path, enough_bytes)
        if n_bytes is None or n_bytes >= enough_bytes:
            return ""
        n_tokens = max(1, n_bytes // TOKEN_BYTES)
        return learned_by_heart(path.name, n_tokens, step_tokens, QCoreApplication.translate)

    def start(self, name: str, data: str, shape: WantedShape, steps: int) -> None:
        """Train a network of this shape on a text."""
        network = ("n_layers", "n_heads", "emb_dim", "ctx_len", "seed")
        options = tuple((one, int(getattr(shape, one))) for one in network)
        path = Path(data).expanduser().absolute()  # it goes on from another folder too
        training = Training(name.strip(), str(path), steps, options)
        try:
            folder = begin_training(self._models_dir, training)
        except (GPTDeskError, OSError) as exc:
            self.failed.emit(sentence_for(exc))
            return
        self._run(training, folder)

    def go_on(self, training: Training, steps: int) -> None:
        """Go on with one that was stopped, from its last checkpoint, to this number of steps."""
        folder = self._models_dir / training.name
        if steps != training.steps:
            training = replace(training, steps=steps)
            try:
                write_training(folder, training)
            except OSError as exc:
                self.failed.emit(sentence_for(exc))
                return
        self._run(training, folder)

    def write_so_far(self, training: Training) -> None:
        """Write what one that was stopped has learned as a model of its own; it can still go on."""
        if self._process is not None:
            return
        key = training.name, self.steps_done(training)
        written = self._so_far.get(key)
        if written is not None and (written / "config.json").exists():
            self.written.emit(written)
            return
        name = f"{key[0]}-{key[1]}-steps"
        self._training = training
        folder = self._writing = self._models_dir / free_name(self._models_dir, name)
        self._so_far[key] = folder
        out = self._models_dir / training.name
        self._start_process(
            TrainingState.WRITING,
            *("--data", training.data, "--out", str(out), "--export", str(folder)),
        )

    def give_up(self, training: Training) -> None:
        """Take one that was stopped out of the folder; it can be brought back until the end."""
        try:
            self._removals.remove(self._models_dir / training.name)
        except GPTDeskError as exc:
            self.failed.emit(sentence_for(exc))
        self._latest, self._losses, self._sample = None, [], ""
        self.look()

    def bring_back(self) -> Training | None:
        """Undo the newest `give_up`; return what can go on again, None if nothing came back."""
        if not self.can_bring_back:
            return None
        name = ""
        try:
            name = self._removals.bring_back().name
        except GPTDeskError as exc:
            self.failed.emit(sentence_for(exc))
        self.look()
        return next((one for one in self._waiting if one.name == name), None)

    @Slot()
    def pause(self) -> None:
        """Compute nothing until `resume`; the memory stays taken."""
        if self._state is TrainingState.RUNNING:
            self._say("pause")
            self._set_state(TrainingState.PAUSED)

    @Slot()
    def resume(self) -> None:
        """Go on after `pause`."""
        if self._state is TrainingState.PAUSED:
            self._say("go on")
            self._set_state(TrainingState.RUNNING)

    @Slot()
    def stop(self) -> None:
        """End it after this step; what it has learned is kept, and it can go on."""
        if self._process is not None:
            self._say("stop")
            self._set_state(TrainingState.STOPPING)

    def unfinished(self) -> tuple[str, ...]:
        """Return a sentence on what closing the window now would end."""
        if self._process is None or self._training is None or self._writing is not None:
            return ()
        sentence = self.tr(
            "{0} is being trained. It stops where it is, keeps what it has learned, and can go on"
            " in the library."
        )
        return (sentence.format(self._training.name),)

    def close(self) -> None:
        """Stop it, wait until its state is on the disk, and delete what was given up.

        A paused one has it there: its process is ended without a word.
        """
        self._removals.forget()
        process = self._process
        if process is None:
            return
        if self.is_kept:
            process.finished.disconnect(self._on_finished)
            process.kill()
            process.waitForFinished(_CLOSE_MS)
            return
        self._say("stop")
        if not process.waitForFinished(_CLOSE_MS):
            logger.warning("a training was ended in the midst of a step")
            process.kill()
            process.waitForFinished(_CLOSE_MS)

    def _run(self, training: Training, folder: Path) -> None:
        if self._process is not None:
            return
        self._training, self._latest, self._sample = training, None, ""
        self._losses, self._first_step = [], steps_done(folder)
        shape = (f"--{name.replace('_', '-')}={value}" for name, value in training.shape)
        self._start_process(
            TrainingState.STARTING,
            *("--json-lines", "--data", training.data, "--out", str(folder)),
            f"--steps={training.steps}",
            *("--sample-every", str(max(1, training.steps // _SAMPLES))),
            *shape,
        )

    def _start_process(self, state: TrainingState, *arguments: str) -> None:
        self._has_other_text, self._kept_step = False, 0
        process = self._process = QProcess(self)
        program, *first_words = _command_line()
        process.setProgram(program)
        process.setArguments([*first_words, "train", *arguments])
        process.readyReadStandardOutput.connect(self._on_output)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._set_state(state)
        process.start()

    def _say(self, word: str) -> None:
        if self._process is not None:
            self._process.write(f"{word}\n".encode())

    def _set_state(self, state: TrainingState) -> None:
        self._state = state
        self.look()

    @Slot()
    def _on_output(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            try:
                said: Any = json.loads(bytes(process.readLine().data()))
                self._take(said)
            except (ValueError, LookupError, TypeError) as exc:
                logger.warning("a line of the training is passed over: %s", exc)

    def _take(self, said: dict[str, Any]) -> None:
        if self._state is TrainingState.STARTING:
            self._set_state(TrainingState.RUNNING)
        if said["event"] == "restored":
            self._losses = [(int(step), float(loss)) for step, loss in said["losses"]]
        elif said["event"] == "step":
            names = TrainingStep.__dataclass_fields__
            self._latest = TrainingStep(**{name: said[name] for name in names})
            self._losses.append((self._latest.step, self._latest.loss))
            if len(self._losses) > _MOST_POINTS:
                del self._losses[::2]
        elif said["event"] == "sample":
            self._sample = str(said["text"])
        elif said["event"] == "kept":
            self._kept_step = int(said["step"])
        elif said["event"] == "other text":
            self._has_other_text = True
        if not self._tell_later.isActive():
            self._tell_later.start()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(
                self.tr("The training could not be started: {0}.").format(
                    self._process.errorString()
                )
            )

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process, training = self._process, self._training
        if process is None or training is None:
            return
        self._on_output()
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        folder, writing = self._models_dir / training.name, self._writing
        if writing is not None and (code == 0 or status is QProcess.ExitStatus.CrashExit):
            is_written = status is QProcess.ExitStatus.NormalExit
            self._end("" if is_written else self.tr("The model could not be written."))
            if is_written:
                self.written.emit(writing)
        elif status is QProcess.ExitStatus.CrashExit:
            self._end(
                self.tr("The training ended unexpectedly, before anything of it was saved.")
                if forget_training(folder)
                else self.tr("The training ended unexpectedly. It can go on where it was saved.")
            )
        elif code == 0:
            end_training(folder)
            self._end("")
            self.trained.emit(folder)
        elif code == _STOPPED:
            self._end("")
        elif self._has_other_text:
            self._end(
                self.tr(
                    "{0} is no longer the text that {1} was begun with. Put it back as it was to go"
                    " on; or give {1} up, and train a new one on this text."
                ).format(Path(training.data).name, training.name)
            )
        else:
            logger.warning("the training ended with %d", code)
            sentence = said.splitlines()[-1].removeprefix(_SAYS) if said else ""
            self._end(sentence or self.tr("The training ended: {0}.").format(code))

    def _end(self, sentence: str) -> None:
        process, self._process, self._writing = self._process, None, None
        if process is not None:
            process.deleteLater()
        if self._training is not None:
            forget_training(self._models_dir / self._training.name)
        self._set_state(TrainingState.IDLE)
        if sentence:
            self.failed.emit(sentence)


def _command_line() -> tuple[str, ...]:
    """Return how the program of the terminal is started: by this Python, or out of the bundle."""
    if getattr(sys, "frozen", False):
        window = Path(sys.executable)
        return (str(window.with_name(f"gptdesk-cli{window.suffix}")),)
    return (sys.executable, "-m", "gptdesk.cli")
