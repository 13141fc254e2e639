"""Talk mode: one key is one token, and in guess mode the answer is hidden until it was guessed.

Owns whether the chances are covered; knows neither keys nor widgets.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel


class TalkViewModel(QObject):
    """What the one key of a talk does.

    Without guessing it asks for a token. In guess mode the chances of the next token are covered
    first: the key then asks for the token and uncovers it when it is there, and covers again. So
    the answer cannot be read in the text either, because it is not there before it is revealed.
    Chances of a marked token, which stands in the text already, are only uncovered. Where the
    answer has ended, nothing is to be guessed, and nothing is covered.

    A guess that was typed is revealed by every key that makes a token.

    Signals:
        changed: `is_on`, `is_guessing` or `is_covered` is another one now.
        guess_changed: `guess` is another one now.
        step_requested: one token is wanted.
        revealed(object, str): a token that was asked for is there: its `TokenRef`, and the guess;
            empty for none.
    """

    changed = Signal()
    guess_changed = Signal()
    step_requested = Signal()
    revealed = Signal(object, str)

    def __init__(self, inspector: InspectorViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._is_on = False
        self._is_guessing = False
        self._is_covered = False
        self._is_revealing = False  # the token that was asked for uncovers
        self._is_busy = False  # an answer is being written
        self._is_early = False  # a token was asked for while no other could begin
        self._seen: TokenRef | None = None  # the newest token that was uncovered or there before
        self._guess = ""
        self._judged = ""  # the guess that is being revealed
        inspector.marked_changed.connect(self._on_marked_changed)
        inspector.newest_changed.connect(self._on_newest_changed)

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
    def asks_for_token(self) -> bool:
        """Whether what is guessed does not stand in the text yet."""
        return self._is_guessing and self._inspector.marked is None

    @property
    def guess(self) -> str:
        """What was typed as the next token, or as several, with its spaces."""
        return self._guess

    @Slot(str)
    def set_guess(self, guess: str) -> None:
        """Take what was typed; nothing but blanks is no guess when it comes to it."""
        if guess != self._guess:
            self._guess = guess
            self.guess_changed.emit()

    @Slot(bool)
    def set_on(self, is_on: bool) -> None:
        """Let the one key work, or not."""
        if is_on != self._is_on:
            self._is_on = is_on
            self.changed.emit()

    @Slot(bool)
    def set_guessing(self, is_guessing: bool) -> None:
        """Cover what comes next, or show everything."""
        if is_guessing != self._is_guessing:
            self._is_guessing = is_guessing
            self._seen = self._inspector.newest
            self._set_covered(is_covered=is_guessing)

    @Slot()
    def ask(self) -> None:
        """Cover what comes next, for a guess; where nothing can come, it is said why."""
        self._inspector.clear_mark()
        self.set_guessing(True)
        if self._is_at_end:
            self.step_requested.emit()
        elif not self._is_covered:
            self._set_covered(is_covered=True)

    @Slot()
    def reveal(self) -> None:
        """Uncover: a token that is not there yet is asked for first."""
        if self._is_covered and self._inspector.marked is None:
            self._is_revealing = True
            self._is_early = self._is_busy
            self._judged = self._guess
            self._seen = self._inspector.newest
            self.step_requested.emit()
        else:
            self._set_covered(is_covered=False)

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Ask again for a token that was asked for as the one before it ended, and did not come."""
        self._is_busy = is_busy
        if not is_busy and self._is_early:
            self._is_early = False
            if self._is_revealing and self._inspector.newest == self._seen:
                self.step_requested.emit()

    @Slot()
    def advance(self) -> None:
        """Do what comes next: a token; or reveal it; or cover for the next guess."""
        if not self._is_guessing:
            self.step_requested.emit()
        elif self._is_covered:
            self.reveal()
        elif self._is_at_end:
            self.step_requested.emit()  # as F10: it is said why nothing comes
        else:
            self._set_covered(is_covered=True)

    @Slot()
    def step(self) -> None:
        """Make one token (F10, Step); one that was guessed is revealed, with the guess's figures.

        The next press makes the next token, as it does without a guess.
        """
        if self._is_covered and self.asks_for_token and self._guess.strip():
            self.reveal()
        else:
            self.step_requested.emit()

    @property
    def _is_at_end(self) -> bool:
        return self._inspector.marked is None and self._inspector.is_at_end

    def _set_covered(self, *, is_covered: bool) -> None:
        self._is_covered = is_covered and not self._is_at_end
        self._is_revealing = False
        self.changed.emit()

    @Slot(object)
    def _on_marked_changed(self, ref: TokenRef | None) -> None:
        """Another place is another guess; back at the end of the text, too."""
        if self._is_guessing:
            self._set_covered(is_covered=True)

    @Slot(object)
    def _on_newest_changed(self, ref: TokenRef | None) -> None:
        """The token that was asked for is there; without asking, a new one is to be guessed."""
        newest = self._inspector.newest
        if newest is None and self._is_revealing:
            return  # a new answer, whose first token was asked for
        if self.asks_for_token and newest != self._seen:
            before, self._seen = self._seen, newest
            was_revealing = self._is_revealing
            self._set_covered(is_covered=not was_revealing)
            if was_revealing and newest is not None:
                self._tell_revealed(before, newest)

    def _tell_revealed(self, before: TokenRef | None, newest: TokenRef) -> None:
        """Tell the token that was asked for; of an answer that streams in, none was.

        What was typed since is kept for the next one.
        """
        goes_on = before is not None and before.answer_id == newest.answer_id
        if newest.index != (before.index + 1 if before is not None and goes_on else 0):
            return
        guess = self._judged
        if self._guess == guess:
            self.set_guess("")
        self.revealed.emit(newest, guess if guess.strip() else "")
