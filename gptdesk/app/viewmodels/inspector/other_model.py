"""Another model's answer to a prompt that was answered: same settings, same seed, in a branch.

Owns opening that model first, having it answer, and asking for the comparison; each is another
view model's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.chat.messages import Run
from gptdesk.engine.types import ModelInfo
from gptdesk.storage.models.catalog import bundled_model, shown_name

ModelChoice = tuple[str, Path]  # a model's name, and where it is


@dataclass(frozen=True, slots=True)
class _Wish:
    """The answer to be compared: its chat, its message, and the model that is to answer too."""

    conversation_id: str
    answer_id: str
    model: Path
    before: Path | None


class OtherModelViewModel(QObject):
    """Has one answer's prompt answered by another model, and compares the two.

    Signals:
        notice_raised(str): a sentence: why it was not done.
        model_left(str, object): a sentence: which model is in use now; and where that of before is.
    """

    notice_raised = Signal(str)
    model_left = Signal(str, object)

    def __init__(
        self,
        client: InferenceClient,
        library: LibraryViewModel,
        devices: DevicesViewModel,
        *,
        chat: ChatViewModel,
        talk: TalkViewModel,
        comparing: ComparingViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._library = library
        self._devices = devices
        self._chat = chat
        self._talk = talk
        self._comparing = comparing
        self._wish: _Wish | None = None  # until its model is open
        self._answers: tuple[str, str] | None = None  # the old one, and the one that is written
        library.model_opened.connect(self._on_model_opened)
        library.open_failed.connect(self._forget)
        library.opening_stopped.connect(self._forget)
        devices.doubted.connect(self._forget)
        chat.busy_changed.connect(self._on_busy_changed)

    def choices_for(self, row: int) -> tuple[ModelChoice, ...]:
        """Return the models that can answer the prompt of the answer in `row`, each once.

        The model in use comes first, unless it wrote all of that answer: with the same dice it
        would write the same.
        """
        self._library.lists.look()
        lists, opened, info = self._library.lists, self._library.opened, self._client.info
        models = [(shown_name(bundled_model()), bundled_model())]
        models += [(shown_name(one.path), one.path) for one in lists.recent if one.is_there]
        for one in lists.found:  # those of other programs are often of another kind
            self._devices.outline(one.path)
            if one.path not in self._devices.problems:
                models.append((one.name, one.path))
        by_path = {path: name for name, path in reversed(models)}
        others = tuple((name, path) for path, name in reversed(by_path.items()) if path != opened)
        runs = self._chat.messages.message(row).runs
        if opened is None or info is None or _is_by(info, runs):
            return others
        return ((info.name, opened), *others)

    def answer_with(self, row: int, path: Path) -> None:
        """Have the model at `path` answer the prompt of the answer in `row`, then compare both."""
        if self._chat.is_busy:
            self.notice_raised.emit(self.tr("An answer is being written; stop it first."))
            return
        wish = _Wish(
            self._chat.conversation.id,
            self._chat.messages.message(row).id,
            path,
            self._library.opened,
        )
        if path == self._library.opened and not self._library.is_loading:
            self._answer(wish)
            return
        self._wish = wish
        self._devices.open_if_room(path)

    def _answer(self, wish: _Wish) -> None:
        if wish.conversation_id != self._chat.conversation.id:
            self.notice_raised.emit(
                self.tr("The model is open, but another chat is: nothing was answered again.")
            )
        else:
            make = partial(self._answer_again, wish)
            about = f"{wish.answer_id} {wish.model}"
            self._talk.ask_before(Question.ANOTHER, about, make)

    def _answer_again(self, wish: _Wish) -> None:
        if self._chat.answer_again(wish.answer_id, ()):
            written = self._chat.messages.messages[-1].id
            self._answers = wish.answer_id, written

    @Slot(object)
    def _on_model_opened(self, info: ModelInfo) -> None:
        wish, self._wish = self._wish, None
        if wish is None or wish.model != self._library.opened:
            return
        self._answer(wish)
        if wish.before is not None:
            self.model_left.emit(self.tr("{0} is in use now.").format(info.name), wish.before)

    @Slot()
    def _forget(self) -> None:
        """The model was not opened; why is said elsewhere."""
        self._wish = None

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        """Compare when the answer has ended, however it did."""
        if is_busy or self._answers is None:
            return
        old, new = self._answers
        self._answers = None
        if {old, new} <= {message.id for message in self._chat.conversation.messages}:
            self._comparing.compare_answers(old, new)


def _is_by(info: ModelInfo, runs: tuple[Run, ...]) -> bool:
    """Tell whether it is known that a model, computed as it is now, wrote a whole answer."""
    writers = {(run.model_sha256, run.precision, run.switched_off) for run in runs}
    return writers == {(info.sha256, info.precision, ())}
