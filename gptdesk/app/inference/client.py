"""The window's side of inference. In the making."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class InferenceClient(QObject):
    """Owns the thread that owns the network."""

    load_progressed = Signal(str)
    loaded = Signal(object)
    load_failed = Signal(str)
    vocabulary_ready = Signal(object)
    events_ready = Signal(object, object)
    finished = Signal(object, object)
    failed = Signal(object, str)
    token_count_ready = Signal(int, int)
