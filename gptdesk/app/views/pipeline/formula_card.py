"""The worked formula of one row, laid out to be read, selected and copied.

Owns how steps look; their words and figures come from `tokens/formula.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from gptdesk.app.views.tokens.formula import FormulaStep


class FormulaCard(QFrame):
    """A title, and the steps below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._zoom = 100
        self._title = ""
        self._steps: tuple[FormulaStep, ...] = ()
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Worked formula"))
        self._label = QLabel(self)
        self._label.setProperty("kind", "markup")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.addWidget(self._label)

    @property
    def text(self) -> str:
        """All of it as plain lines."""
        lines = [self._title]
        for step in self._steps:
            lines.append(step.name)
            lines.extend(f"    {line}" for line in step.lines)
            lines.append(f"    {step.words}")
        return "\n".join(lines)

    def show_formula(self, title: str, steps: Sequence[FormulaStep]) -> None:
        """Show the way of one token."""
        if (title, tuple(steps)) != (self._title, self._steps):
            self._title, self._steps = title, tuple(steps)
            self._write()

    def apply_theme(self, theme: Theme, zoom: int = 100) -> None:
        """Take colours and fonts from `theme`."""
        self._theme, self._zoom = theme, zoom
        self._label.setFont(theme.font("ui_small", zoom))
        self._write()

    def height_for(self, width: int) -> int:
        """Return how high it is at a width, pixels."""
        room = width - 2 * SPACE_3 - 2
        return self._label.heightForWidth(room) + 2 * SPACE_2 + 2

    def minimumSizeHint(self) -> QSize:
        """Take the place that the table gives."""
        return QSize(0, 0)

    def _write(self) -> None:
        if self._theme is None:
            return
        mono = self._theme.font("mono_small", self._zoom)
        muted = self._theme.color("text_muted").name()
        parts = [f"<div><b>{escape(self._title)}</b></div>"]
        for step in self._steps:
            name = f"<s>{escape(step.name)}</s>" if step.is_removal else escape(step.name)
            lines = "<br>".join(escape(line) for line in step.lines)
            parts.append(
                f'<div style="margin-top:{SPACE_1}px"><b>{name}</b>'
                f'<span style="color:{muted}"> · {escape(step.words)}</span></div>'
            )
            if lines:
                parts.append(
                    f"<div style=\"margin-left:{SPACE_3}px; font-family:'{mono.family()}';"
                    f' font-size:{mono.pointSizeF():g}pt">{lines}</div>'
                )
        self._label.setText("".join(parts))
        self._label.setAccessibleName(self.text)
