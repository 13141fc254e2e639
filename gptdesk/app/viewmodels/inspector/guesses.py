"""The guesses of a talk: each measured when what came is revealed, and their score.

Owns what was guessed where, for as long as the program runs; what the figures mean stands in
`analysis/guesses.py`. Draws and formats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenFigures, TokenRef
from gptdesk.analysis.guesses import GuessScore, JudgedGuess, judged, score_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import SplitText
from gptdesk.app.inference.token_questions import MeasureGuess
from gptdesk.app.obstacles import model_has_changed
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import TokenStats
from gptdesk.engine.types import ModelInfo


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a token was guessed, and which network made the one that came."""

    ref: TokenRef
    came: TokenFigures
    before: tuple[int, ...]
    heads: tuple[HeadChange, ...]
    info: ModelInfo | None


class GuessesViewModel(QObject):
    """What was guessed at the place that is looked at, and how all guesses went.

    Signals:
        changed: any property is another one now.
        notice_raised: why no guess can be judged, a sentence, str.
    """

    changed = Signal()
    notice_raised = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        inspector: InspectorViewModel,
        talk: TalkViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._inspector = inspector
        self._talk = talk
        self._judged: dict[TokenRef, JudgedGuess] = {}
        self._problems: dict[TokenRef, str] = {}
        talk.revealed.connect(self._on_revealed)
        talk.changed.connect(self.changed)
        talk.guessing_changed.connect(self._on_guessing_changed)
        inspector.marked_changed.connect(self._on_place_changed)
        inspector.newest_changed.connect(self._on_place_changed)
        client.loaded.connect(self.changed)

    @property
    def can_guess(self) -> bool:
        """Whether the engine can tell how probable a guess is; assumed while no model is open."""
        info = self._client.info
        abilities = None if info is None else info.abilities
        return self._inspector.can_inspect or (abilities is not None and abilities.takes_ids)

    @property
    def why_no_guess(self) -> str:
        """A sentence: why no guess can be judged; empty where one can."""
        if self.can_guess:
            return ""
        return self.tr(
            "This server draws its tokens itself and tells no token ids, so a guess cannot be"
            " judged here. Guess aloud, then reveal what came."
        )

    @property
    def shown(self) -> JudgedGuess | None:
        """The guess at the place that is looked at; None while that is covered, or without one."""
        place = self._place()
        return None if place is None else self._judged.get(place)

    @property
    def problem(self) -> str:
        """A sentence: why the guess there has no figures; empty where there is no such thing."""
        place = self._place()
        return "" if place is None else self._problems.get(place, "")

    @property
    def has_ended(self) -> bool:
        """Whether guess mode has nothing to ask, because the model has ended its answer."""
        return self._talk.has_ended

    @property
    def score(self) -> GuessScore | None:
        """All guesses since the start, or since the last reset; None without any."""
        return score_of(self._judged.values())

    def text_of(self, token_id: int) -> str:
        """Return a token of a guess as one line in which every character can be seen."""
        return self._client.model.text_of(token_id)

    @Slot()
    def reset(self) -> None:
        """Forget all guesses: another class begins."""
        self._judged.clear()
        self._problems.clear()
        self.changed.emit()

    @Slot()
    def say_why_none(self) -> None:
        """Say why no guess is taken, where none is."""
        if self.why_no_guess:
            self.notice_raised.emit(self.why_no_guess)

    @Slot(bool)
    def _on_guessing_changed(self, is_guessing: bool) -> None:
        if is_guessing:
            self.say_why_none()

    def _place(self) -> TokenRef | None:
        return None if self._talk.is_covered else self._inspector.looked_at

    @Slot()
    def _on_place_changed(self) -> None:
        """Tell of another place; where nothing was guessed, nothing is told of any."""
        if self._judged or self._problems or self._talk.is_guessing:
            self.changed.emit()

    @Slot(object, str)
    def _on_revealed(self, ref: TokenRef, guess: str) -> None:
        """Ask how probable the guess was after what stood there."""
        message, came = self._inspector.message_of(ref), self._inspector.figures(ref)
        if not guess or message is None or came is None:
            return
        run = message.run_at(ref.index)
        place = _Place(
            ref,
            came,
            ref.ids_before(message),
            () if run is None else run.switched_off,
            self._client.info,
        )
        self._client.ask(
            SplitText(guess, goes_on=True),
            partial(self._measure, place),
            partial(self._on_failed, ref),
        )

    def _measure(self, place: _Place, ids: tuple[int, ...]) -> None:
        self._client.ask(
            MeasureGuess(
                place.before,
                ids,
                place.heads,
                is_of_server=place.info is not None and place.info.server is not None,
            ),
            partial(self._on_measured, place),
            partial(self._on_failed, place.ref),
        )

    def _on_measured(self, place: _Place, pieces: tuple[TokenStats, ...]) -> None:
        if self._client.info == place.info:
            self._judged[place.ref] = judged(pieces, place.came)
            self.changed.emit()
        else:
            self._on_failed(place.ref, model_has_changed())

    def _on_failed(self, ref: TokenRef, sentence: str) -> None:
        self._problems[ref] = sentence
        self.changed.emit()
