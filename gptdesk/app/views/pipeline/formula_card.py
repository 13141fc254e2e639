"""The worked formula of one row, laid out to be read, selected and copied.

Owns how steps look; their words and figures come from `tokens/formula.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gptdesk.app.access.roles import hear_as
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.views.tokens.formula import FormulaStep


class _Steps(QLabel):
    """What is read; a label in a frame would be said with the frame, and once more by itself."""


class FormulaCard(QFrame):
    """A title, and the steps below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._steps: tuple[FormulaStep, ...] = ()
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Worked formula"))
        hear_as(_Steps, QAccessible.Role.Paragraph)
        self._label = _Steps(self)
        self._label.setProperty("kind", "markup")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab reaches it, and it is read
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.addWidget(self._label)
        self._write()

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

    def customEvent(self, event: QEvent) -> None:
        """Write in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._write()

    def height_for(self, width: int) -> int:
        """Return how high it is at a width, pixels."""
        room = width - 2 * SPACE_3 - 2
        return self._label.heightForWidth(room) + 2 * SPACE_2 + 2

    def minimumSizeHint(self) -> QSize:
        """Take the place that the table gives."""
        return QSize(0, 0)

    def _write(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        set_font(self._label, theme.font("ui_small", zoom))
        mono = theme.font("mono_small", zoom)
        muted = theme.color("text_muted").name()
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
