"""Questions to the engine about devices, and about models that are not loaded.

Run in the network's thread, between answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import ClassVar

from gptdesk.app.inference.questions import Question
from gptdesk.engine.protocol import Generates
from gptdesk.engine.types import ComputeDevice, ModelOutline, Progress


@dataclass(frozen=True, slots=True)
class ListDevices(Question[Generates, tuple[ComputeDevice, ...]]):
    """What a model can be loaded on."""

    is_only_newest_wanted: ClassVar[bool] = True

    def run(
        self, source: Generates, cancelled: Event, progress: Progress
    ) -> tuple[ComputeDevice, ...]:
        """Ask for the list."""
        return source.devices()


@dataclass(frozen=True, slots=True)
class OutlineModel(Question[Generates, ModelOutline]):
    """What a model is, unread, and the memory that it would take on a device."""

    path: Path
    device: str
    context_limit: int

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> ModelOutline:
        """Ask for the figures."""
        return source.outline_of(self.path, self.device, self.context_limit)
