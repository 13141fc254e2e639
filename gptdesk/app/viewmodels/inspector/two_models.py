"""Two models on one prompt: same settings, same dice, and the distance of their predictions.

Owns the order of the work: one model after the other is opened, answers in a branch of its own, and
is measured along both answers; then the model of before is in use again. Opening, answering and
showing both side by side are other view models'.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.analysis.compare import Side, side_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_questions import Diverge, KeepDistributions
from gptdesk.app.obstacles import answer_is_written, model_has_changed
from gptdesk.app.phrases import sentences
from gptdesk.app.told_apart import names_told_apart, told_apart
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.app.viewmodels.model.servers import ServersViewModel
from gptdesk.chat.messages import Message, Role, Run
from gptdesk.engine.inspection.values import Divergences, ReadText
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.types import FinishReason, GenerationEnd, ModelInfo
from gptdesk.storage.models.catalog import bundled_model, shown_name
from gptdesk.storage.models.hub.web import Stop


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that can answer.

    Attributes:
        name: what it is called.
        path: a file or a folder; of a server its host.
        server: that has it; None on this computer.
    """

    name: str
    path: Path
    server: ServerAddress | None = None

    @property
    def place(self) -> str:
        """Where it is: its path, or its server's address."""
        return str(self.path) if self.server is None else self.server.url


class TwoModelsViewModel(QObject):
    """Has two models answer, opens the comparison, and measures both along both answers.

    Attributes:
        status: a sentence: what is being done, or how it ended; "" before and after all went well.
        has_failed: whether it ended otherwise than well, and not because the user stopped it.
        done, total: places that are measured, of how many; 0 of 0 while nothing is measured.

    Signals:
        changed: `is_running`, one of the attributes or `between` is another one now.
        notice_raised(str): a sentence: why it was not done, or what is to be guessed.
        guess_wanted: in guess mode the second answer waits until its beginning was guessed.
    """

    changed = Signal()
    notice_raised = Signal(str)
    guess_wanted = Signal()

    def __init__(
        self,
        client: InferenceClient,
        library: LibraryViewModel,
        devices: DevicesViewModel,
        servers: ServersViewModel,
        records: ModelRecords,
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
        self._servers = servers
        self._records = records
        self._chat = chat
        self._talk = talk
        self._comparing = comparing
        self.status = ""
        self.has_failed = False
        self.done = self.total = 0
        self.is_running = False
        self._steps: deque[Callable[[], None]] = deque()
        self._own: ModelChoice | None = None  # in use before, and in the end
        self._remembered = ""  # by the library, for the next start
        self._used: ModelChoice | None = None  # in use now, as far as this work goes on
        self._opening: ModelChoice | None = None
        self._wanted_sha256 = ""  # of the one that is being opened, where it is known
        self._is_stopping = self._is_going_back = False
        self._was_stopped = False  # by the user, in whichever way
        self._asked_about = ""  # what guess mode asks about the second answer
        self._writing: str | None = None  # id of the answer that is being written for this
        self._asked: int | None = None  # number of the question that counts
        self._conversation_id = self._first_id = self._second_id = ""
        self._known: dict[str, ModelChoice] = {}  # by sha256, of this run
        self._search: Stop | None = None  # for a model whose file is not known yet
        self._results: dict[tuple[str, str], Divergences] = {}  # by the ids of both answers
        library.model_opened.connect(self._on_model_opened)
        library.not_opened.connect(self._on_not_opened)
        # Queued: at the signal itself there is nothing to be stopped yet.
        library.loading_started.connect(
            self._on_loading_started, Qt.ConnectionType.QueuedConnection
        )
        devices.doubted.connect(self._on_doubted)
        chat.runner.finished.connect(self._on_answer_finished)
        chat.runner.failed.connect(self._on_answer_failed)

    # -- what can be chosen

    @property
    def choices(self) -> tuple[ModelChoice, ...]:
        """Return all models that can answer, each once, the one in use first."""
        self._library.lists.look()
        lists = self._library.lists
        models = [ModelChoice(shown_name(bundled_model()), bundled_model())]
        models += [
            ModelChoice(shown_name(one.path), one.path) for one in lists.recent if one.is_there
        ]
        for one in lists.found:  # those of other programs are often of another kind
            self._devices.outline(one.path)
            if one.path not in self._devices.problems:
                models.append(ModelChoice(one.name, one.path))
        addresses = map(self._servers.address_of, self._servers.remembered)
        models += [ModelChoice(one.host, Path(one.host), one) for one in addresses]
        in_use = self._in_use()
        others = {one.place: one for one in reversed(models)}
        rest = (one for one in reversed(others.values()) if not self._is_in_use(one))
        return tuple(rest) if in_use is None else (in_use, *rest)

    def choices_for(self, row: int) -> tuple[ModelChoice, ...]:
        """Return the models that can answer the prompt of the answer in `row`.

        The model in use is not among them if it wrote all of that answer: with the same dice it
        would write the same.
        """
        info, choices = self._client.info, self.choices
        is_by_it = info is not None and _is_by(info, self._chat.messages.message(row).runs)
        return tuple(one for one in choices if not (is_by_it and self._is_in_use(one)))

    def names_of(self, models: Sequence[ModelChoice]) -> list[str]:
        """Return what models are called, those of one name with what tells them apart."""
        names = [
            one.name if one.server is None else self.tr("{0} (server)").format(one.name)
            for one in models
        ]
        return names_told_apart(names, [one.place for one in models])

    def on_their_dice(self, models: Sequence[ModelChoice]) -> str:
        """Return a sentence on each server among these that throws dice of its own, or may."""
        said: list[str] = []
        for model in models:
            if model.server is None:
                continue
            draws = self._servers.draws(model.server.url)
            if draws is None:
                words = self.tr("If the server {0} draws its tokens itself, its dice are its own.")
                said.append(words.format(model.name))
            elif draws:
                words = self.tr("The server of {0} draws its tokens itself: its dice are its own.")
                said.append(words.format(model.name))
        return sentences(said)

    def behind_names(self, sides: Sequence[Side]) -> tuple[str, ...]:
        """Return what tells the models of answers apart that have one name; else nothing.

        That is where they are, or their hashes where an answer is older than this run.
        """
        runs = [side.answer.runs[-1] if side.answer.runs else None for side in sides]
        behind: dict[tuple[str, str], str] = {}
        for name in {run.model_name for run in runs if run is not None}:
            of_name = {one.model_sha256: one for one in runs if one and one.model_name == name}
            if len(of_name) > 1:
                words = self._apart(list(of_name.values()))
                behind |= {(name, sha): word for sha, word in zip(of_name, words, strict=True)}
        keys = (run and (run.model_name, run.model_sha256) for run in runs)
        return tuple("" if key is None else behind.get(key, "") for key in keys)

    def model_names(self, sides: Sequence[Side]) -> tuple[str, ...]:
        """Return who wrote each of these answers; nothing where all are of one model."""
        named = self.tr("{0} · {1}")
        names = tuple(
            named.format(side.answer.model_name, behind) if behind else side.answer.model_name
            for side, behind in zip(sides, self.behind_names(sides), strict=True)
        )
        return names if len(set(names)) > 1 else ("",) * len(names)

    def _apart(self, runs: Sequence[Run]) -> list[str]:
        """Return what tells different models of one name apart."""
        known = [self._known.get(run.model_sha256) for run in runs]
        places = [one.place for one in known if one is not None]
        if len(set(places)) == len(runs):
            return told_apart(places)
        return [
            self.tr("a server's") if run.is_of_server else f"SHA-256 {run.model_sha256[:8]}…"
            for run in runs
        ]

    def prompt_at(self, row: int | None) -> str:
        """Return the user's message in or before a row, or the last one; "" without any."""
        messages = self._chat.messages.messages
        before = messages if row is None else messages[: row + 1]
        prompts = (one.text for one in reversed(before) if one.role is Role.USER)
        return next(prompts, "")

    def between(self, left: Side, right: Side) -> Divergences | None:
        """Return how far the models of two answers are apart, left first; None if not known."""
        ids = left.answer.id, right.answer.id
        found, is_turned = self._results.get(ids), False
        if found is None:
            found, is_turned = self._results.get((ids[1], ids[0])), True
        if found is None:
            return None
        found = found.turned() if is_turned else found
        is_same = tuple(text.ids for text in found.texts) == (left.ids, right.ids)
        return found if is_same else None  # an answer has gone on since then

    def why_not(self, left: Side, right: Side) -> str:
        """Return a sentence: why there is no KL of two answers; empty where there can be one."""
        runs = left.answer.runs, right.answer.runs
        if left.answer.is_drawn_by_server or right.answer.is_drawn_by_server:
            return self.tr(
                "A server that draws tells no token ids: no other model can be asked about the same"
                " tokens, so there is no KL."
            )
        if left.answer.vocabulary_sha256 != right.answer.vocabulary_sha256:
            return self.tr(
                "The two models have different vocabularies: a token of one is none of the other,"
                " so there is no KL between their predictions."
            )
        if not all(_is_of_one_model(one) for one in runs):
            return self.tr("Not known: an answer is not by one whole model alone.")
        if runs[0][0].model_sha256 == runs[1][0].model_sha256:
            return self.tr("One model wrote both answers: its predictions are 0 nats apart.")
        return ""

    # -- what the user asks for

    def ask(self, text: str, first: ModelChoice, second: ModelChoice) -> bool:
        """Have both models answer `text` at the end of the chat; then compare them.

        Returns:
            Whether it begins; if not, a signal has said why.
        """
        if not self._can_begin():
            return False
        self._run(
            partial(self._open, first),
            partial(self._ask_first, text),
            partial(self._open, second),
            self._answer_second,
            self._measure_answers,
        )
        return True

    def answer_with(self, row: int, model: ModelChoice) -> None:
        """Have a model answer the prompt of the answer in `row`, too; then compare both."""
        if self._can_begin():
            self._conversation_id = self._chat.conversation.id
            self._first_id = self._chat.messages.message(row).id
            self._run(partial(self._open, model), self._answer_second, self._measure_answers)

    def measure(self, left: Side, right: Side) -> None:
        """Measure how far the models of two answers are apart; `between` knows it then."""
        if self._can_begin():
            self._run(partial(self._measure, left, right))

    @Slot()
    def stop(self) -> None:
        """Leave it: what is written stays, and the model of before is in use again."""
        if not self.is_running or self._is_stopping:
            return
        self._is_stopping = self._was_stopped = True
        if self._opening is not None:
            self._library.stop_opening()
        elif self._writing is not None:
            self._chat.runner.stop()
        else:
            self._give_up(self.tr("Stopped."))

    def _can_begin(self) -> bool:
        if self._chat.is_busy:
            self.notice_raised.emit(answer_is_written())
        elif self._client.is_loading:
            self.notice_raised.emit(self.tr("A model is being opened; try again when it is there."))
        elif self.is_running:
            self.notice_raised.emit(self.tr("Two models are at work already; stop them first."))
        else:
            return True
        return False

    # -- one step after another

    @Slot()
    def shutdown(self) -> None:
        """Do nothing more of it; the next start opens the model of before."""
        if self.is_running:
            self._steps.clear()
            self.is_running = self._library.keeps_other = False
            self._library.remember(self._remembered)

    def _run(self, *steps: Callable[[], None]) -> None:
        self._remembered = self._library.remembered
        self._own = self._used = self._in_use()
        self._steps = deque((*steps, self._open_own))
        self.is_running = True
        self._is_stopping = self._is_going_back = self._was_stopped = False
        self._library.keeps_other = True
        self._next()

    def _next(self) -> None:
        self._say("")
        if self._steps:
            self._steps.popleft()()
        else:
            self._end("")

    def _say(self, sentence: str, done: int = 0, total: int = 0) -> None:
        self.status, self.done, self.total = sentence, done, total
        self.changed.emit()

    def _give_up(self, sentence: str, *, names_model: bool = False) -> None:
        """Do nothing more of it but to open the model of before."""
        self._client.forget(self._asked)
        self._asked = self._writing = None
        if self._search is not None:
            self._search.set()
        end = partial(self._end, sentence, names_model=names_model)
        self._steps = deque((self._open_own, end))
        self._next()

    def _end(self, sentence: str, *, names_model: bool = False) -> None:
        """End it, and say why; also which model is in use then, if that is to be named."""
        if names_model:
            sentence = sentences((sentence, self._library.instead_sentence()))
        self._library.keeps_other = False
        self._client.ask(KeepDistributions(()), _take_nothing)  # its memory is free again
        if self._asked_about:
            self._talk.withdraw(Question.ANOTHER, self._asked_about)
            self._asked_about = ""
        self._steps.clear()
        self.has_failed = bool(sentence) and not self._was_stopped
        self.is_running, self._is_stopping = False, False
        self._opening = self._used = self._writing = None
        self._say(sentence)

    # -- opening

    def _in_use(self) -> ModelChoice | None:
        info, opened = self._client.info, self._library.opened
        if info is None:
            return None
        if info.server is not None:
            return ModelChoice(info.name, Path(info.server.host), info.server)
        return None if opened is None else ModelChoice(info.name, opened)

    def _is_in_use(self, model: ModelChoice | None) -> bool:
        in_use = self._in_use()
        if in_use is None or model is None:
            return in_use is model
        if in_use.server is not None and model.server is not None:
            return in_use.server.url == model.server.url
        return (in_use.path, in_use.server) == (model.path, model.server)

    def _open(self, model: ModelChoice, sha256: str = "") -> None:
        """Open a model unless it is in use; `sha256` is what it has to have."""
        if self._is_another_wanted():
            return
        if self._is_in_use(model):
            self._next()
            return
        self._opening, self._wanted_sha256 = model, sha256
        self._say(self.tr("{0} is being opened…").format(model.name))
        if model.server is not None:
            self._library.connect_server(model.server)
        else:
            self._devices.open_if_room(model.path)

    def _is_another_wanted(self) -> bool:
        """End it where the user has a model opened meanwhile: their wish comes first."""
        if self._library.is_loading:
            self._end(model_has_changed())
        return self._library.is_loading

    def _open_own(self) -> None:
        if self._is_another_wanted():
            return
        own = self._own
        if own is None or self._is_in_use(own):
            self._library.remember(self._remembered)
            self._next()
            return
        self._opening, self._wanted_sha256 = own, ""
        self._is_stopping, self._is_going_back = False, True
        self._say(self.tr("{0} is being opened again…").format(own.name))
        if own.server is not None:
            self._library.connect_server(own.server)
        else:
            self._library.open_model(own.path)

    @Slot()
    def _on_loading_started(self) -> None:
        if self._opening is not None and self._is_stopping:
            self._library.stop_opening()

    @Slot(object)
    def _on_model_opened(self, info: ModelInfo) -> None:
        in_use = self._in_use()
        if in_use is not None:
            self._known[info.sha256] = in_use
        if not self.is_running or self._library.is_loading:
            return
        if not self._is_in_use(self._opening or self._used):  # the user's wish comes first
            self._client.forget(self._asked)
            self._end(model_has_changed())
            return
        if self._opening is None:
            return  # it moved to the CPU
        self._opening, self._used = None, in_use
        if self._wanted_sha256 not in ("", info.sha256):
            name = info.name
            self._give_up(self.tr("{0} is another file now than wrote the answer.").format(name))
        elif self._is_stopping:
            self._give_up(self.tr("Stopped."))
        else:
            if self._is_going_back:
                self._library.remember(self._remembered)
            self._next()

    @Slot(str)
    def _on_doubted(self, sentence: str) -> None:
        self._on_not_opened(sentence, is_stopped=False)

    @Slot(str, bool)
    def _on_not_opened(self, sentence: str, is_stopped: bool) -> None:
        """Go on with the model of before; the sentence is said elsewhere, too."""
        if self._opening is None:
            return
        self._opening = None
        self._was_stopped = is_stopped
        if self._is_going_back:
            self._end(sentence, names_model=True)
        else:
            self._give_up(sentence, names_model=True)

    # -- answering

    def _ask_first(self, text: str) -> None:
        self._conversation_id = self._chat.conversation.id
        if self._chat.submit(text, is_whole=True):
            self._first_id = self._await_answer()
        else:
            self._give_up("")  # said by the chat

    def _answer_second(self) -> None:
        if self._conversation_id != self._chat.conversation.id:
            sentence = self.tr(
                "The model is open, but another chat is: nothing was answered again."
            )
            self.notice_raised.emit(sentence)
            self._give_up(sentence)
        else:
            name = "" if self._used is None else self._used.name
            asked = self.tr("Guess the beginning of the answer of {0}, or reveal it.").format(name)
            self._say(asked)
            self._asked_about = f"{self._first_id} {name}"
            self._talk.ask_before(Question.ANOTHER, self._asked_about, self._begin_second)
            if self.is_running and self._writing is None:  # it waits for the guess
                self.notice_raised.emit(asked)
                self.guess_wanted.emit()

    def _begin_second(self) -> None:
        """Begin it; in guess mode its first token was guessed, maybe after all was stopped."""
        if not self.is_running or self._writing is not None:
            return
        if not self._chat.is_busy and self._chat.answer_again(self._first_id, ()):
            self._second_id = self._await_answer()
        else:
            self._give_up(self.tr("The second model could not answer."))

    def _await_answer(self) -> str:
        answer_id = self._chat.runner.answer_id or ""
        name = "" if self._used is None else self._used.name
        self._writing = answer_id
        self._say(self.tr("The answer of {0} is being written…").format(name))
        return answer_id

    @Slot(object, object)
    def _on_answer_finished(self, answer: Message, end: GenerationEnd) -> None:
        if answer.id != self._writing:
            return
        self._writing = None
        if answer.id == self._second_id and not self._library.is_loading:
            self._comparing.compare_answers(self._first_id, self._second_id)
        if end.reason is FinishReason.CANCELLED:
            self._was_stopped = True
            self._give_up(self.tr("Stopped."))
        else:
            self._next()

    @Slot(object, str)
    def _on_answer_failed(self, answer: Message, sentence: str) -> None:
        if answer.id == self._writing:
            self._give_up(sentence)

    # -- measuring

    def _measure_answers(self) -> None:
        conversation = self._chat.conversation
        known = {message.id: message for message in conversation.messages}
        two = known.get(self._first_id), known.get(self._second_id)
        if two[0] is None or two[1] is None:
            self._next()
        else:
            self._measure(side_of(two[0], conversation), side_of(two[1], conversation))

    def _measure(self, left: Side, right: Side) -> None:
        """Take the steps of it next: the model in use predicts first."""
        if not left.ids or not right.ids or self.why_not(left, right):
            self._next()  # why is said where it would stand
            return
        runs = left.answer.runs[0], right.answer.runs[0]
        unknown = next((run for run in runs if run.model_sha256 not in self._known), None)
        if unknown is not None:
            self._steps.appendleft(partial(self._measure, left, right))
            self._look_for(unknown)
            return
        models = [self._known[run.model_sha256] for run in runs]
        openings = [
            partial(self._open, model, run.model_sha256)
            for model, run in zip(models, runs, strict=True)
        ]
        is_turned = self._is_in_use(models[1])
        first, second = reversed(openings) if is_turned else openings
        texts = tuple(ReadText(one.ids, max(one.prompt_tokens, 1)) for one in (left, right))
        then = partial(self._on_diverged, (left.answer.id, right.answer.id), is_turned)
        keep = partial(self._ask_engine, KeepDistributions(texts), self._on_kept)
        self._steps.extendleft((partial(self._ask_engine, Diverge(), then), second, keep, first))
        self._next()

    def _look_for(self, run: Run) -> None:
        """Find the model of an answer again: on this computer, or the server that is remembered."""
        if run.is_of_server:
            named = (one for one in self.choices if one.server and one.name == run.model_name)
            self._take_model(run, next(named, None))
            return
        self._say(self.tr("{0} is looked for by its SHA-256…").format(run.model_name))

        def found(path: Path | None) -> None:
            self._take_model(run, path and ModelChoice(run.model_name, path))

        self._search = self._records.find(run.model_sha256, run.model_name, found)

    def _take_model(self, run: Run, model: ModelChoice | None) -> None:
        if model is None:
            words = self.tr("{0} is needed to measure it: open it once, then measure again.")
            self._give_up(words.format(run.model_name))
        else:
            self._known[run.model_sha256] = model
            self._next()

    def _ask_engine(
        self, question: KeepDistributions | Diverge, then: Callable[[object], None]
    ) -> None:
        name = "" if self._used is None else self._used.name
        words = self.tr("{0} is measured along both answers…").format(name)

        def progress(done: int, total: int) -> None:
            self._say(words, done, total)

        self._asked = self._client.ask(question, then, self._give_up, progress)
        self._say(words)

    def _on_kept(self, _is_kept: object) -> None:
        self._asked = None
        self._next()

    def _on_diverged(self, ids: tuple[str, str], is_turned: bool, found: object) -> None:
        assert isinstance(found, Divergences)
        self._asked = None
        self._results[ids] = found.turned(are_texts_turned=False) if is_turned else found
        self._next()


def _take_nothing(_answer: object) -> None:
    """Wait for no answer."""


def _is_of_one_model(runs: tuple[Run, ...]) -> bool:
    models = {run.model_sha256 for run in runs}
    return len(models) == 1 and "" not in models and not any(run.switched_off for run in runs)


def _is_by(info: ModelInfo, runs: tuple[Run, ...]) -> bool:
    """Tell whether it is known that a model, computed as it is now, wrote a whole answer."""
    writers = {(run.model_sha256, run.precision, run.switched_off) for run in runs}
    return writers == {(info.sha256, info.precision, ())}
