"""The guide: what one does with GPTDesk, section by section, in the language of the window.

Owns the page of the help; its words lie in `resources/help`, a Markdown file for each language.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidgetItem, QTextBrowser, QWidget

from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_3, SPACE_4, current_theme, zoom_of
from gptdesk.app.views.help.searched_list import SearchedList
from gptdesk.chat.folding import folded
from gptdesk.resources import resource_path

logger = logging.getLogger(__name__)

_HAN = "\u2e80-\u9fff"
_MARKS = "\u2018-\u201d\u3000-\u303f\uff00-\uffef"  # full width: they bring their own space
# Where a line ends in the file, and no space belongs on the screen.
_LINE_END = re.compile(
    f"(?<=[{_HAN}])\n(?=[{_HAN}])|(?<=[{_MARKS}])\n(?=\\S)|(?<=\\S)\n(?=[{_MARKS}])"
)
_KEYS = re.compile("`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the guide.

    Attributes:
        title: its heading.
        text: Markdown; keys are between backticks, as `QKeySequence` writes them everywhere.
    """

    title: str
    text: str

    def matches(self, words: str) -> bool:
        """Return whether it has every one of some words."""
        own = folded(f"{self.title}\n{self.text}")
        return all(word in own for word in folded(words).split())


def guide_sections(language: str) -> tuple[Section, ...]:
    """Return the guide in a language of the window, in English where it has none of its own."""
    path = resource_path(f"help/guide_{language}.md")
    if not path.is_file():
        path = resource_path("help/guide.md")
    try:
        text = _LINE_END.sub("", path.read_text(encoding="utf-8"))
    except OSError as exc:
        logger.warning("guide: %s", exc)
        return (Section(_tr("Guide"), _tr("It cannot be read. Install GPTDesk again.")),)
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return tuple(Section(title.strip(), body.strip()) for title, _, body in parts)


class GuidePage(QWidget):
    """The sections at the left, the one that is read at the right."""

    def __init__(self, sections: tuple[Section, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = sections
        self._shown: list[Section] = []  # by row of the list
        self._left = SearchedList(self.tr("No section has these words."), self)
        self.search, self.list = self._left.search, self._left.list
        self.search.setPlaceholderText(self.tr("Find in the guide…"))
        self.search.setAccessibleName(self.tr("Words to find in the guide"))
        self.list.setAccessibleName(self.tr("Sections of the guide"))
        self.text = QTextBrowser(self)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Section"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_3, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._left)
        layout.addWidget(self.text, 1)
        self._left.typed.connect(self._fill)
        self._left.row_changed.connect(self._show)
        self.setFocusProxy(self.search)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the width to the words."""
        super().resizeEvent(event)
        self._left.fit(self.width())

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size and colours."""
        if event.type() == APPEARANCE_CHANGED:
            self._left.fit(self.width())
            self._show()

    @Slot()
    def _fill(self) -> None:
        """List the sections that have the typed words; the first of them is shown."""
        typed = self.search.text()
        self._shown = [section for section in self._sections if section.matches(typed)]
        self.list.blockSignals(True)
        self.list.clear()
        for section in self._shown:
            self.list.addItem(QListWidgetItem(section.title))
        self.list.setCurrentRow(0 if self._shown else -1)
        self.list.blockSignals(False)
        self._left.show_rows()
        self._show()

    @Slot()
    def _show(self) -> None:
        row = self.list.currentRow()
        self.text.setVisible(0 <= row < len(self._shown))
        if not self.text.isVisibleTo(self):
            return
        section = self._shown[row]
        document = self.text.document()
        document.setDefaultFont(current_theme().font("ui", zoom_of(self)))
        self.text.setMarkdown(f"## {section.title}\n\n{_KEYS.sub(_as_here, section.text)}")
        self.text.verticalScrollBar().setValue(0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("GuidePage", text)


def _as_here(keys: re.Match[str]) -> str:
    """Return keys as they are written on this system."""
    native = QKeySequence(keys[1]).toString(QKeySequence.SequenceFormat.NativeText)
    return f"**{native or keys[1]}**"
