"""The veil over the window while a file is dragged over it that the window takes.

Owns recognising a dropped model, and exported conversations, by their names; whether they really
are such files is found out on reading them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import SPACE_4, current_theme, zoom_of
from gptdesk.sentences import numbered

MODEL_SUFFIXES = (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".seed")
_INDEX_SUFFIX = ".index.json"


def dropped_model(data: QMimeData) -> Path | None:
    """Return the one model file or folder in a drag, None when it holds anything else."""
    urls = [url for url in data.urls() if url.isLocalFile()]
    if len(urls) != 1:
        return None
    path = Path(urls[0].toLocalFile())
    is_model = path.suffix.lower() in MODEL_SUFFIXES or path.name.endswith(_INDEX_SUFFIX)
    # `Path.is_dir` raises where a folder may not be entered or a name is too long.
    return path if is_model or os.path.isdir(path) else None  # noqa: PTH112


def dropped_conversations(data: QMimeData) -> tuple[Path, ...]:
    """Return the files in a drag that may be exported conversations; none if others are in it."""
    paths = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    are_right = all(may_be_conversation(path) for path in paths)
    return paths if are_right and len(paths) == len(data.urls()) else ()


def may_be_conversation(path: Path) -> bool:
    """Return whether a file has the name of an exported conversation."""
    return path.suffix.lower() == ".json" and not path.name.endswith(_INDEX_SUFFIX)


class DropOverlay(QWidget):
    """A dashed frame and one line of text over the whole window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, path: Path) -> None:
        """Cover the parent and name the model that will be opened."""
        self._show_text(self.tr("Drop to open {0}").format(path.name))

    def show_import(self, paths: Sequence[Path]) -> None:
        """Cover the parent and name the file that will be imported, or say how many."""
        one = self.tr("Drop to import {0}").format(paths[0].name)
        self._show_text(numbered(len(paths), one, self.tr("Drop to import {0} files")))

    def _show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(self._text)
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the veil, the frame and the line."""
        theme = current_theme()
        veil = theme.color("window")
        veil.setAlphaF(0.88)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        frame = self.rect().adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("transcript", zoom_of(self)))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._text)
