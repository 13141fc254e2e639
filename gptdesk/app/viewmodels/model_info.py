"""What is loaded and how it ran, as titled sections of labelled values.

Owns which facts are shown and their words; knows no widgets.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gptdesk.engine.types import GenerationStats, ModelInfo

Entry = tuple[str, str, str]  # label, value, tooltip
Section = tuple[str, tuple[Entry, ...]]  # title, entries


class ModelInfoViewModel(QObject):
    """The *Model* page's facts.

    Signals:
        changed: `sections` are other ones now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._run: GenerationStats | None = None
        self._context: tuple[int, int] | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Titled groups of (label, value, tooltip); empty while nothing is loaded."""
        return ()
