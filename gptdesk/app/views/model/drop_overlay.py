"""The veil over the window while a model file is dragged over it.

Owns recognising a dropped model by its name; whether it really is one is found out on loading.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import SPACE_4, current_theme, zoom_of

MODEL_SUFFIXES = (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".pkl")
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


class DropOverlay(QWidget):
    """A dashed frame and one line of text over the whole window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, path: Path) -> None:
        """Cover the parent and name what will be opened."""
        self._text = self.tr("Drop to open {0}").format(path.name)
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
