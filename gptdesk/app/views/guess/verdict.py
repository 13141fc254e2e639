"""The worth of a guess, beside what came, and the score of the talk.

Owns the words and columns; what the figures mean stands in `analysis/guesses.py`.
"""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.analysis.guesses import GuessScore, JudgedGuess
from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_1, SPACE_2
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.views.tokens.summary import TokenChip
from gptdesk.app.views.widgets.figures import (
    NO_BREAK_SPACE,
    bits_text,
    count_text,
    percent_text,
    power_of_ten,
    share_text,
)
from gptdesk.app.views.widgets.steady import SteadyLabel, WrappedLabel
from gptdesk.sentences import numbered

_WIDEST = (
    "9×10⁻¹³\N{NO-BREAK SPACE}%",
    "999,999",
    "100.00",
)  # raw p, rank, bits: most are narrower


def chance_text(guess: JudgedGuess) -> str:
    """Write the chance of a guess as a percentage, also one that is too small for a float."""
    if guess.p > 0 or math.isinf(guess.bits):
        return percent_text(guess.p)
    exponent = math.floor(2 - guess.bits * math.log10(2))
    digit = round(10 ** (2 - guess.bits * math.log10(2) - exponent))
    digit, exponent = (1, exponent + 1) if digit == 10 else (digit, exponent)
    return f"{digit}×{power_of_ten(exponent)}{NO_BREAK_SPACE}%"


class ScoreLine(QWidget):
    """How the guesses of the talk went, and a button that forgets them; hidden before the first.

    Attributes:
        label: the sentence.
        reset: begins anew.
    """

    def __init__(self, guesses: GuessesViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guesses = guesses
        self.label = WrappedLabel(self)
        self.label.setToolTip(
            self.tr(
                "Bits are -log2 of the chance of what was guessed, and of what came at the same "
                "places. A guess has several pieces when it is several tokens. The score is kept "
                "until the program is closed."
            )
        )
        self.reset = QPushButton(self.tr("Reset"), self)
        self.reset.setProperty("kind", "quiet")
        self.reset.setProperty("font_kind", "ui_small")
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(self.tr("Forget all guesses"))
        self.reset.setToolTip(self.tr("Forget all guesses of this talk"))
        self.reset.clicked.connect(guesses.reset)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        guesses.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        score = self._guesses.score
        self.setVisible(score is not None)
        if score is not None:
            self.label.setText(self._sentence(score))

    def _sentence(self, score: GuessScore) -> str:
        count = numbered(score.count, self.tr("1 guess"), self.tr("{0} guesses"))
        sentence = self.tr("{0}, first piece right in {1}. Mean: {2} bits needed; what came: {3}.")
        return sentence.format(
            count, score.right, bits_text(score.mean_bits), bits_text(score.mean_came_bits)
        )


class GuessVerdict(QWidget):
    """A guess and what came, in two rows of figures, and the score of the talk.

    Without a guess here only the score stays, in guess mode and after it, until it is reset.

    Attributes:
        guessed, came: the two tokens, the guess with all its pieces.
        figures: raw p, rank and bits of the guess, then of what came.
        sentence: what the bits say.
        ended: that nothing is left to be guessed.
        score: of the talk.
    """

    def __init__(self, guesses: GuessesViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guesses = guesses
        self._shown: JudgedGuess | None = None
        self.guessed, self.came = TokenChip(self), TokenChip(self)
        self.guessed.setAccessibleName(self.tr("Guess"))
        self.came.setAccessibleName(self.tr("What came"))
        self.figures = tuple(SteadyLabel(widest, self) for widest in 2 * _WIDEST)
        self.sentence = WrappedLabel(self)
        self.ended = WrappedLabel(self)
        self.ended.setText(
            self.tr(
                "The model ended its answer here: nothing is left to guess. Send a message, or "
                "regenerate it."
            )
        )
        self.score = ScoreLine(guesses)
        self._table = QWidget(self)
        self._build_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_1)
        for part in (self._table, self.sentence, self.ended, self.score):
            layout.addWidget(part)
        guesses.changed.connect(self._on_changed)
        self._on_changed()

    def _head(self, text: str) -> QLabel:
        head = QLabel(text, self)
        head.setProperty("font_kind", "ui_small")
        head.setProperty("kind", "muted")
        return head

    def _build_table(self) -> None:
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, text in enumerate((self.tr("raw p"), self.tr("rank"), self.tr("bits")), 2):
            grid.addWidget(self._head(text), 0, column, right)
        for row, (name, chip) in enumerate(
            ((self.tr("Guess"), self.guessed), (self.tr("Came"), self.came)), 1
        ):
            grid.addWidget(self._head(name), row, 0)
            grid.addWidget(chip, row, 1)
            for column in range(3):
                figure = self.figures[3 * (row - 1) + column]
                figure.setAlignment(right)
                grid.addWidget(figure, row, 2 + column, right)

    @Slot()
    def _on_changed(self) -> None:
        guess, problem = self._guesses.shown, self._guesses.problem
        has_ended, score = self._guesses.has_ended, self._guesses.score
        self.setVisible(guess is not None or bool(problem) or has_ended or score is not None)
        self._table.setVisible(guess is not None)
        self.sentence.setVisible(guess is not None or bool(problem))
        self.ended.setVisible(has_ended)
        if guess is None:
            self.sentence.setText(problem)
        elif guess is not self._shown:
            self._show(guess)
        self._shown = guess

    def _show(self, guess: JudgedGuess) -> None:
        text_of = self._guesses.text_of
        pieces = " + ".join(text_of(piece.token_id) for piece in guess.pieces)
        self.guessed.set_text(pieces)
        self.guessed.setToolTip(pieces)
        self.came.set_text(text_of(guess.came.token_id))
        texts = (
            chance_text(guess),
            count_text(guess.rank),
            bits_text(guess.bits),
            share_text(guess.came.raw_p),
            count_text(guess.came.rank),
            bits_text(guess.came_bits),
        )
        for label, text in zip(self.figures, texts, strict=True):
            label.setText(text)
        sentence = self._sentence(guess)
        self.sentence.setText(sentence)
        announce(self, sentence)

    def _sentence(self, guess: JudgedGuess) -> str:
        sentence = self.tr("You would have needed {0} bits; what came needed {1}.").format(
            bits_text(guess.bits), bits_text(guess.came_bits)
        )
        if len(guess.pieces) == 1:
            right = self.tr("Right: it needed {0} bits.").format(bits_text(guess.bits))
            return right if guess.is_right else sentence
        many = self.tr("p is that of {0} pieces one after another, the rank that of the first.")
        sentence = sentences((sentence, many.format(len(guess.pieces))))
        if guess.is_right:
            return sentences((self.tr("The first piece is right."), sentence))
        return sentence
