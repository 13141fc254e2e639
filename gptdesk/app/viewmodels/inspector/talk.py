"""Talk mode: one key is one token, and in guess mode the answer is hidden until it was guessed.

Owns whether the chances are covered, what is asked, and the guesses that wait, each at its place;
knows neither keys nor widgets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel


class Question(Enum):
    """What is to be guessed."""

    NEXT = auto()  # after the answer
    AFTER_TEXT = auto()  # after a text that would be sent
    ANOTHER = auto()  # the first token of another answer, to this prompt or to another form of it
    INSTEAD = auto()  # a token that stands in the text, made anew with the settings of now


@dataclass(frozen=True, slots=True)
class _Wish:
    """What makes the token that is guessed.

    Attributes:
        question: is asked before.
        about: the text that would be sent, or the answer that would be written again.
        make: begins it; one token comes of it.
        is_of_composer: the text is what stands in the composer.
        index: of the token in its answer, if that is a new one.
    """

    question: Question
    about: str
    make: Callable[[], object] = field(compare=False)
    is_of_composer: bool = False
    index: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a guess belongs: a chat, "" without any message, and the newest token in it."""

    chat_id: str
    newest: TokenRef | None


@dataclass(frozen=True, slots=True)
class _Reveal:
    """A token that was asked for, and is on its way.

    Attributes:
        chat_id: of the chat that it comes in.
        place: which it comes after.
        guess: of it; may be blank.
        index_of_new: of the token, if a new answer is written for it; else None.
        answer_id: of the answer that it comes in; None while that has not begun.
    """

    chat_id: str
    place: _Place
    guess: str
    index_of_new: int | None
    answer_id: str | None = None

    def has_come(self, newest: TokenRef | None) -> bool:
        """Return whether the token is there, and maybe others after it."""
        if newest is None or newest.answer_id != self.answer_id:
            return False
        return newest.index >= self._index

    def its_ref(self, newest: TokenRef) -> TokenRef | None:
        """Return which token it is; None where others have come with it in an answer from before.

        A new answer is all of this wish, also where it is written whole.
        """
        is_it = newest.index == self._index or self.index_of_new is not None
        return replace(newest, index=self._index) if is_it else None

    @property
    def _index(self) -> int:
        before = self.place.newest
        if self.index_of_new is not None:
            return self.index_of_new
        return before.index + 1 if before is not None and before.answer_id == self.answer_id else 0


class TalkViewModel(QObject):
    """What the one key of a talk does.

    Without guessing it asks for a token. In guess mode the chances of the next token are covered
    first: the key then asks for the token and uncovers it when it is there, and covers again. So
    the answer cannot be read in the text either, because it is not there before it is revealed.
    Chances of a marked token, which stands in the text already, are only uncovered. Where the
    answer has ended, nothing is to be guessed, and nothing is covered.

    Whatever else makes a token does the same in guess mode: it asks first. The second time, with a
    guess or without one, it reveals.

    *Under the hood* may look beyond the end of the text while nothing is asked elsewhere. What it
    shows of the next token is covered then, and only that: `is_covered_ahead`.

    A guess belongs to the place that it was typed at. It waits there while another chat or branch
    is on the screen, and is never taken for a guess of another token.

    Signals:
        changed: `is_on`, `is_guessing`, `is_covered`, `is_covered_ahead` or `question` is another
            one now.
        guessing_changed: `is_guessing` is another one now, bool.
        guess_changed: `guess` is another one now.
        asked: what was meant to make a token has put the question.
        step_requested: one token is wanted.
        revealed(object, str): a token that was asked for is there: its `TokenRef`, and the guess;
            empty for none.
    """

    changed = Signal()
    guessing_changed = Signal(bool)
    guess_changed = Signal()
    asked = Signal()
    step_requested = Signal()
    revealed = Signal(object, str)

    def __init__(self, inspector: InspectorViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._is_on = False
        self._is_guessing = False
        self._is_covered = False
        self._is_ahead = False  # the end of the text is looked at
        self._is_busy = False  # an answer is being written
        self._is_early = False  # a token was asked for while no other could begin
        self._written = ""  # what stands in the composer
        self._wish = self._wish_of_composer()
        self._revealing: _Reveal | None = None
        self._guesses: dict[_Place, str] = {}  # what was typed, and not revealed yet
        self._is_of_end = False  # it was typed while an answer streamed in, and is of its end
        self._here = self._place_of_now()
        inspector.marked_changed.connect(self._on_marked_changed)
        inspector.newest_changed.connect(self.look_again)

    @property
    def is_on(self) -> bool:
        """Whether the one key works: in talk mode, and in guess mode."""
        return self._is_on or self._is_guessing

    @property
    def is_guessing(self) -> bool:
        """Whether chances are covered until they were guessed."""
        return self._is_guessing

    @property
    def is_covered(self) -> bool:
        """Whether chances and answer are hidden now."""
        return self._is_covered

    @property
    def is_covered_ahead(self) -> bool:
        """Whether chances of a token that is not there yet are hidden, or all of them."""
        return self._is_covered or (self._is_guessing and self._is_ahead)

    @property
    def asks_for_token(self) -> bool:
        """Whether what is guessed does not stand in the text yet."""
        return self._is_guessing and self._inspector.marked is None

    @property
    def question(self) -> Question:
        """What is asked while it `asks_for_token`."""
        return self._wish.question

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to be guessed, because the model has ended its answer."""
        return self.asks_for_token and not self._is_covered and self._ends(self._wish)

    @property
    def guess(self) -> str:
        """What was typed as the next token here, or as several, with its spaces."""
        return self._guesses.get(self._place_of_guess, "")

    @Slot(str)
    def set_guess(self, guess: str) -> None:
        """Take what was typed; nothing but blanks is no guess when it comes to it."""
        if guess != self.guess:
            if guess:
                self._guesses[self._place_of_guess] = guess
            else:
                del self._guesses[self._place_of_guess]
            self._is_of_end = self._is_busy
            self._follow_composer()
            self.guess_changed.emit()

    @Slot(object)
    def set_written(self, text: str) -> None:
        """Take what stands in the composer: another text is another question."""
        self._written = text
        is_asked = self._is_covered and self._wish.is_of_composer and self._revealing_here is None
        if is_asked and self.asks_for_token and self._ends(self._wish_of_composer()):
            self._cover()

    @Slot(bool)
    def set_on(self, is_on: bool) -> None:
        """Let the one key work, or not."""
        if is_on != self._is_on:
            self._is_on = is_on
            self.changed.emit()

    @Slot(bool)
    def set_ahead(self, is_ahead: bool) -> None:
        """Say whether *Under the hood* looks at what comes after the end of the text."""
        if is_ahead != self._is_ahead:
            self._is_ahead = is_ahead
            self.changed.emit()

    @Slot(bool)
    def set_guessing(self, is_guessing: bool) -> None:
        """Cover what comes next, or show everything."""
        if is_guessing != self._is_guessing:
            self._is_guessing = is_guessing
            self._revealing = None
            self._here = self._place_of_now()
            self._cover(is_covered=is_guessing)
            self.guess_changed.emit()
            self.guessing_changed.emit(is_guessing)
            if is_guessing:
                self.asked.emit()

    @Slot()
    def ask(self) -> None:
        """Cover what comes next, for a guess; where nothing can come, it is said why."""
        self._inspector.clear_mark()
        self.set_guessing(True)
        wish = self._wish_of_composer()
        if self._ends(wish):
            wish.make()
        elif not self._is_coming and (not self._is_covered or wish != self._wish):
            self._cover(wish)

    @Slot()
    def reveal(self) -> None:
        """Uncover: a token that is not there yet is asked for first."""
        if self.is_covered_ahead and not self._is_covered and not self._is_coming:
            self._inspector.clear_mark()
            self._cover()
        if not self._is_covered or not self.asks_for_token:
            self._set_covered(is_covered=False)
        elif not self._is_coming:
            self._follow_composer()
            self._make()

    @Slot()
    def advance(self) -> None:
        """Do what comes next: a token; or reveal it; or cover for the next guess."""
        if not self._is_guessing:
            self.step_requested.emit()
        elif not self.asks_for_token:
            self._set_covered(is_covered=not self._is_covered)
        elif self._is_covered and not self._wish.is_of_composer:
            self._ask_or_make(self._wish)
        else:
            self._ask_or_make(self._wish_of_composer())

    @Slot()
    def advance_ahead(self) -> None:
        """Do the same where the end of the text may be looked at: what is covered there asks."""
        if self.is_covered_ahead and not self._is_covered:
            self.reveal()
        else:
            self.advance()

    @Slot()
    def step(self) -> None:
        """Make one token (F10, Step, Send in guess mode), or ask for it first."""
        if self._is_guessing:
            self._ask_or_make(self._wish_of_composer())
        else:
            self.step_requested.emit()

    def ask_before(
        self, question: Question, about: str, make: Callable[[], object], *, index: int = 0
    ) -> None:
        """Make something; in guess mode ask first, and make it the second time, or at the reveal.

        Args:
            question: what is asked.
            about: tells it from others with the same question.
            make: begins it; in guess mode one token comes of it, or an answer that is compared.
            index: of the token in its answer, if that is a new one.
        """
        if self._is_guessing:
            self._ask_or_make(_Wish(question, about, make, index=index))
        else:
            make()

    def withdraw(self, question: Question, about: str) -> None:
        """Ask no more what `ask_before` asked: nothing would come of it. What comes next is asked.

        Args:
            question, about: as they were given there.
        """
        if (self._wish.question, self._wish.about) == (question, about) and not self._is_coming:
            self._cover(is_covered=self._is_covered)

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Ask again for a token that was asked for as the one before it ended, and did not come."""
        self._is_busy = is_busy
        revealing = self._revealing_here
        if is_busy:
            self._is_of_end = False
        elif revealing is not None and not revealing.has_come(self._inspector.newest):
            if self._is_early:
                self._make()
            else:
                self._give_up(revealing)

    # -- asking and revealing

    def _wish_of_composer(self) -> _Wish:
        question = Question.AFTER_TEXT if self._written.strip() else Question.NEXT
        make = self.step_requested.emit
        return _Wish(question, self._written, make, is_of_composer=True)

    def _follow_composer(self) -> None:
        """Let the question be about what is written now: who answers it sees that."""
        wish = self._wish_of_composer()
        if self._wish.is_of_composer and not self._is_coming and wish != self._wish:
            self._wish = wish
            self.changed.emit()

    def _ends(self, wish: _Wish) -> bool:
        """Return whether nothing can come of a wish, because the model has ended the answer."""
        return wish.question is Question.NEXT and self._inspector.is_at_end

    def _ask_or_make(self, wish: _Wish) -> None:
        is_blank = wish.question is Question.NEXT and bool(wish.about)
        if self._is_coming:
            return
        if is_blank or self._ends(wish):
            wish.make()  # it is said why nothing comes
        elif self._is_covered and self.asks_for_token and wish == self._wish:
            self._make()
        else:
            self._inspector.clear_mark()
            self._cover(wish)
            self.asked.emit()

    def _make(self) -> None:
        inspector = self._inspector
        self._here = self._place_of_now()
        self._is_early = self._is_busy and not inspector.is_written_elsewhere
        is_of_new = self._wish.question in {Question.ANOTHER, Question.INSTEAD}
        index = self._wish.index if is_of_new and not self._is_early else None
        revealing = self._revealing = _Reveal(inspector.chat_id, self._here, self.guess, index)
        self._wish.make()
        if inspector.written_id is None or inspector.is_written_elsewhere:
            self._give_up(revealing)  # it was refused: a notice has said why
        elif self._revealing is revealing:
            self._revealing = replace(revealing, answer_id=inspector.written_id)

    def _give_up(self, revealing: _Reveal) -> None:
        """Nothing came. The question stands, and the guess, unless the answer ends here."""
        self._revealing, self._is_early = None, False
        self._here = self._place_of_now()
        if self._here.newest is None and revealing.place in self._guesses:  # the prompt was sent
            self._guesses[self._here] = self._guesses.pop(revealing.place)
        self._cover(None if self._wish.is_of_composer else self._wish)
        self.guess_changed.emit()

    def _cover(self, wish: _Wish | None = None, *, is_covered: bool = True) -> None:
        """Ask; a token that was on its way here is no longer waited for."""
        self._wish = wish or self._wish_of_composer()
        if self._revealing_here is not None:
            self._revealing = None
        self._set_covered(is_covered=is_covered)

    def _set_covered(self, *, is_covered: bool) -> None:
        has_ended = self._inspector.marked is None and self._ends(self._wish)
        self._is_covered = is_covered and not has_ended
        self.changed.emit()

    # -- places

    @property
    def _revealing_here(self) -> _Reveal | None:
        revealing = self._revealing
        is_here = revealing is not None and revealing.chat_id == self._inspector.chat_id
        return revealing if is_here else None

    @property
    def _is_coming(self) -> bool:
        return self._is_busy and self._revealing_here is not None

    def _place_of_now(self) -> _Place:
        inspector = self._inspector
        return _Place(inspector.chat_id if inspector.has_messages else "", inspector.newest)

    @property
    def _place_of_guess(self) -> _Place:
        """Where the guess in the field belongs; while a token comes, it comes after that place."""
        revealing = self._revealing_here
        return self._here if revealing is None else revealing.place

    @Slot(object)
    def _on_marked_changed(self, ref: TokenRef | None) -> None:
        """Another place is another guess; back at the end of the text, too."""
        if self._is_guessing:
            self._cover()

    @Slot()
    def look_again(self) -> None:
        """See what is newest: what was asked for, what nobody asked for, or another chat."""
        before, guess = self._here, self.guess
        place = self._here = self._place_of_now()
        if place == before:
            return
        revealing = self._revealing_here
        if self.asks_for_token and revealing is not None and revealing.has_come(place.newest):
            assert place.newest is not None, "it has come"
            self._show_revealed(revealing, place.newest)
        elif revealing is None or place.newest not in (None, revealing.place.newest):
            if self._is_of_end and before.chat_id == place.chat_id and before in self._guesses:
                self._guesses[place] = self._guesses.pop(before)
            if self.asks_for_token and revealing is None:
                self._cover()
        if guess != self.guess:
            self.guess_changed.emit()

    def _show_revealed(self, revealing: _Reveal, newest: TokenRef) -> None:
        """Uncover the token, and tell it; what was typed since is kept for the next one.

        Of an answer that streamed in nothing was guessed: it is not told.
        """
        self._revealing = None
        typed = self._guesses.pop(revealing.place, "")
        ref = revealing.its_ref(newest)
        if ref is not None and typed != revealing.guess:
            self._guesses[self._here] = typed
        self._wish = self._wish_of_composer()
        self._set_covered(is_covered=False)
        if ref is not None:
            self.revealed.emit(ref, revealing.guess if revealing.guess.strip() else "")
