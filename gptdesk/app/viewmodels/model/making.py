"""Networks that a user makes: a shape, what it would take, and the untrained model of it.

Owns the sentences on a shape; what a network takes is computed by the engine, and its file written
by storage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.model_questions import OutlineShape
from gptdesk.app.phrases import sentences
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.engine.types import ModelOutline
from gptdesk.errors import GPTDeskError
from gptdesk.sentences import size_text
from gptdesk.storage.models.untrained import free_name, write_untrained

_LIMITS = {
    "n_layers": (1, 96),
    "n_heads": (1, 128),
    "emb_dim": (1, 12_288),
    "ctx_len": (1, 8_192),
}  # of GPT-3, and four times its context


@dataclass(frozen=True, slots=True)
class WantedShape:
    """A network as it is asked for; the names are those of `GPTConfig`."""

    n_layers: int = 2
    n_heads: int = 2
    emb_dim: int = 64
    ctx_len: int = 256
    qkv_bias: bool = False
    tie_embeddings: bool = False
    seed: int = 123

    @property
    def network(self) -> dict[str, int | bool]:
        """Its fields, without the seed."""
        names = ("n_layers", "n_heads", "emb_dim", "ctx_len", "qkv_bias", "tie_embeddings")
        return {name: getattr(self, name) for name in names}

    @property
    def trained(self) -> WantedShape:
        """What `gptdesk-cli train` makes of it: without those biases, its head the embedding."""
        return replace(self, qkv_bias=False, tie_embeddings=True)


class MakingViewModel(QObject):
    """The network that is wanted.

    Signals:
        weighed: what it takes, or why it cannot be, and whether it can, str, bool.
        made: the model's file, which is to be opened, object (Path).
        opened: the model that was made is open, its name, str.
        failed: why it was not made, a sentence, str.
    """

    weighed = Signal(str, bool)
    made = Signal(object)
    opened = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        models_dir: Path,
        client: InferenceClient,
        devices: DevicesViewModel,
        library: LibraryViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models_dir = models_dir
        self._client = client
        self._devices = devices
        self._library = library
        self._asked: int | None = None
        self._made: Path | None = None  # and not open yet
        library.model_opened.connect(self._on_model_opened)

    @Slot(object)
    def weigh(self, shape: WantedShape) -> None:
        """Find out what a network of this shape would take."""
        self._client.forget(self._asked)
        if problem := self._beyond_limits(shape):
            self.weighed.emit(problem, False)
            return
        if shape.emb_dim % shape.n_heads:
            sentence = self.tr(
                "{0} heads cannot share a width of {1}: it must be a multiple of them. The next one"
                " is {2}."
            )
            above = shape.emb_dim + shape.n_heads - shape.emb_dim % shape.n_heads
            self.weighed.emit(sentence.format(shape.n_heads, shape.emb_dim, above), False)
            return
        self._outline(shape, partial(self._on_outlined, shape))

    @property
    def is_opening(self) -> bool:
        """Whether the model that was made last is still being opened."""
        return self._made is not None and self._library.is_loading

    def make(self, name: str, shape: WantedShape) -> None:
        """Write an untrained model of this shape into the user's folder."""
        try:
            file = write_untrained(self._models_dir, name, shape.network, shape.seed)
        except (GPTDeskError, OSError) as exc:
            self.failed.emit(sentence_for(exc))
            return
        self._made = file
        self.made.emit(file)

    def free_name(self, name: str) -> str:
        """Return a name that no model of the user's has: this one, or one with a number."""
        return free_name(self._models_dir, name)

    @Slot()
    def _on_model_opened(self) -> None:
        made = self._made
        if made is not None and self._library.opened == made:
            self._made = None
            self.opened.emit(made.stem)

    def _outline(self, shape: WantedShape, then: Callable[[ModelOutline], None]) -> None:
        network = (*shape.network.items(), ("family", "GPT-2"))
        self._asked = self._client.ask(OutlineShape(network), then, self._on_refused)

    def _beyond_limits(self, shape: WantedShape) -> str:
        """Return why a number is none for a network here; empty where all are."""
        words = {
            "n_layers": self.tr("The number of layers has to be from {0} to {1}, not {2}."),
            "n_heads": self.tr("The number of heads has to be from {0} to {1}, not {2}."),
            "emb_dim": self.tr("The width has to be from {0} to {1}, not {2}."),
            "ctx_len": self.tr("The context has to be from {0} to {1}, not {2}."),
        }
        return sentences(
            words[name].format(f"{least:,}", f"{most:,}", f"{number:,}")
            for name, (least, most) in _LIMITS.items()
            if not least <= (number := getattr(shape, name)) <= most
        )

    def _on_outlined(self, shape: WantedShape, outline: ModelOutline) -> None:
        if shape.trained == shape:
            self._tell(outline, "")
        else:
            self._outline(shape.trained, partial(self._on_trained_outlined, outline))

    def _on_trained_outlined(self, untrained: ModelOutline, trained: ModelOutline) -> None:
        words = self.tr("Trained here: {0} parameters; about {1} of memory.").format(
            f"{trained.parameters:,}", size_text(trained.of("exact").total)
        )
        self._tell(untrained, words)

    def _tell(self, outline: ModelOutline, of_trained: str) -> None:
        need, room = outline.of("exact").total, self._devices.memory_bytes
        sentence = self.tr(
            "{0} parameters; about {1} of memory, computed exactly, with a full context."
        ).format(f"{outline.parameters:,}", size_text(need))
        if room is not None and need > room:
            too_much = self.tr("This computer has {0}: take fewer layers or a smaller width.")
            self.weighed.emit(sentences((sentence, too_much.format(size_text(room)))), False)
        else:
            self.weighed.emit(sentences(one for one in (sentence, of_trained) if one), True)

    def _on_refused(self, sentence: str) -> None:
        self.weighed.emit(sentence, False)
