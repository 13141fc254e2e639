"""Questions to the engine about devices, layouts, and models that are not loaded.

Run in the network's thread, between answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import ClassVar

from gptdesk.app.inference.questions import Question
from gptdesk.engine.protocol import Generates, LaysOut
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.types import ComputeDevice, ModelInfo, ModelOutline, Progress
from gptdesk.errors import RequestError
from gptdesk.storage.models.hub.shelf import ShelfModel


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


@dataclass(frozen=True, slots=True)
class OutlineShelf(Question[Generates, tuple[ModelOutline, ...]]):
    """What models of the shelf are, told from their shapes, and the memory that they would take."""

    models: tuple[ShelfModel, ...]
    device: str
    context_limit: int

    def run(
        self, source: Generates, cancelled: Event, progress: Progress
    ) -> tuple[ModelOutline, ...]:
        """Compute the figures; nothing is asked of the engine but its thread."""
        from gptdesk.engine.outline import outline_of_shape

        return tuple(
            outline_of_shape(
                model.network,
                model.stored_bits,
                device=self.device,
                context_limit=self.context_limit,
            )
            for model in self.models
        )


@dataclass(frozen=True, slots=True)
class LayOutBy(Question[Generates, ModelInfo]):
    """The loaded model, with its conversations laid out another way from now on."""

    layout: ChosenLayout | None

    is_only_newest_wanted: ClassVar[bool] = True

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> ModelInfo:
        """Have it laid out so."""
        if not isinstance(source, LaysOut):
            raise RequestError("Whoever runs this model lays out its conversations.")
        return source.lay_out_by(self.layout)


@dataclass(frozen=True, slots=True)
class OutlineShape(Question[Generates, ModelOutline]):
    """What a network of a shape would be, that nobody has made yet; only the newest is weighed.

    `network` has the fields of `network_from_fields`.
    """

    network: tuple[tuple[str, int | bool | str], ...]

    is_only_newest_wanted: ClassVar[bool] = True

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> ModelOutline:
        """Compute the figures; nothing is asked of the engine but its thread."""
        from gptdesk.engine.outline import outline_of_shape

        try:
            return outline_of_shape(dict(self.network), stored_bits=32)
        except ValueError as exc:
            raise RequestError("Such a network cannot be made: {fault}.", fault=exc) from exc
