"""Requests to an engine, the events of an answer, what is loaded: the values that cross threads.

Frozen plain data; the standard library only, so that the window can speak to an engine without
importing torch. `protocol.py` says what an engine promises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats
from gptdesk.device_names import DEVICE_NAMES, is_device_name
from gptdesk.engine.remote.address import ServerAbilities, ServerAddress
from gptdesk.engine.tokenizers.chat_format import ChatFormat
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import require
from gptdesk.precision import PRECISIONS, PrecisionError
from gptdesk.sentences import Sentence

MAX_SEED = 2**31 - 1
_SEEDS = Sentence("between 0 and {most}", most=MAX_SEED)

# Tokens of context, where a network could have more: keys and values take memory for each.
CONTEXT_LIMIT = 4096
SHORTEST_CONTEXT_LIMIT = 256


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One answer to be generated.

    Attributes:
        messages: what was said, the last one being what is answered or continued.
        mode: how `messages` becomes a prompt.
        answer_ids: tokens of the answer that exist already; generation goes on after them, with
            the dice where they were left (so one token at a time gives the text of one long run).
        forced_ids: the tokens that come next, whatever the dice say; each is a step with its
            figures, and counts as one of `max_new_tokens`.
        settings: how tokens are chosen.
        max_new_tokens: at most this many more tokens.
        seed: of the dice, 0 … 2**31 - 1.
        stop: strings that end the answer; they are not part of it.
        keep_tokens: tokens kept when the context is full; None is half the context.
        heads: attention heads that are turned down or off while it is computed; it is in float32
            then, from the weights as stored. None of them may use its mean.
        pieces: what `answer_ids` and `forced_ids` stand for, where the answer brings that itself.
        may_guess: tokens may be read before they are chosen, where that is faster; the answer is
            the same.
    """

    messages: tuple[Message, ...]
    mode: PromptMode = PromptMode.CONTINUE
    answer_ids: tuple[int, ...] = ()
    forced_ids: tuple[int, ...] = ()
    settings: SamplingSettings = field(default_factory=SamplingSettings)
    max_new_tokens: int = 256
    seed: int = 0
    stop: tuple[str, ...] = ()
    keep_tokens: int | None = None
    heads: tuple[HeadChange, ...] = ()
    pieces: tuple[bytes, ...] = ()
    may_guess: bool = True

    def __post_init__(self) -> None:
        # A mode that went through Qt is a plain string: equal, and yet taken for another one.
        require(type(self.mode) is PromptMode, "mode", self.mode, "a PromptMode")
        require(self.max_new_tokens >= 1, "max_new_tokens", self.max_new_tokens, "1 or more")
        require(0 <= self.seed <= MAX_SEED, "seed", self.seed, _SEEDS)
        require(all(self.stop), "stop", self.stop, "strings that are not empty")
        if self.keep_tokens is not None:
            require(self.keep_tokens >= 0, "keep_tokens", self.keep_tokens, "0 or more")
        is_growing = not any(change.uses_mean for change in self.heads)
        require(is_growing, "heads", self.heads, "none that uses its mean")


class FinishReason(StrEnum):
    """Why an answer ended. An error is not in this list: it is raised."""

    END_OF_TEXT = "end_of_text"  # the model wrote a token that ends one
    STOP_STRING = "stop_string"
    MAX_TOKENS = "max_tokens"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PromptReady:
    """The prompt is encoded and fits; prefill begins.

    Attributes:
        prompt_tokens: tokens that the model sees, those of `answer_ids` included; 0 is not known.
        dropped_tokens: tokens cut off at the start because the context is too short for them.
        ids: the prompt as the model saw it before the answer's first token.
        suffix: bytes at its end that the template wrote, after the user's own text.
        lost_characters: of the message that is answered, for which the model has no tokens.
    """

    prompt_tokens: int
    dropped_tokens: int
    ids: tuple[int, ...] = ()
    suffix: int = 0
    lost_characters: int = 0


@dataclass(frozen=True, slots=True)
class GenerationStep:
    """One token of the answer.

    Attributes:
        record: the token and how it was chosen.
        text: what can be shown now: characters completed by this token. Empty while a character
            is incomplete or while the text may still turn out to be a stop string.
        context_tokens: tokens in the context after this one; 0 is not known.
        new_pieces: the texts of ids that no step before had, where a server tells texts: they
            follow on `GenerationRequest.pieces`.
    """

    record: TokenRecord
    text: str
    context_tokens: int
    new_pieces: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextShifted:
    """The context was full: the oldest tokens were forgotten before the next step.

    Attributes:
        dropped_tokens: forgotten now.
        kept_tokens: still seen, and prefilled again.
    """

    dropped_tokens: int
    kept_tokens: int


@dataclass(frozen=True, slots=True)
class GenerationStats:
    """Figures of one run; times in seconds of wall clock.

    Attributes:
        prompt_tokens: tokens prefilled before the first new one.
        new_tokens: tokens generated; those that the user put there are none.
        time_to_first_token_s: from the call to the first step; None if there was none.
        decode_tokens_per_s: over the steps after the first; None with fewer than two.
    """

    prompt_tokens: int
    new_tokens: int
    time_to_first_token_s: float | None
    decode_tokens_per_s: float | None


@dataclass(frozen=True, slots=True)
class GenerationEnd:
    """Always the last event of a run that did not raise.

    Attributes:
        reason: why it ended.
        text: what was held back and belongs to the answer after all.
        stats: figures of the run.
        retracted_chars: characters at the end of what earlier runs of this answer showed that
            turned out to begin the stop string found now: they are no part of the answer.
    """

    reason: FinishReason
    text: str
    stats: GenerationStats
    retracted_chars: int = 0


GenerationEvent = PromptReady | GenerationStep | ContextShifted | GenerationEnd


@dataclass(frozen=True, slots=True)
class TextStats:
    """What the network thought of a text, token by token.

    Attributes:
        tokens: one entry per token.
        perplexity: over the predicted tokens; None when there is none.
    """

    tokens: tuple[TokenStats, ...]
    perplexity: float | None


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The shape of a network, whichever architecture it has.

    Attributes:
        architecture: its family, "GPT-2".
        context_length: the longest context, in tokens; 0 is not known.
        vocab_size: tokens that it gives logits for; 0 is not known.
        rows: every field of its configuration, under the name that its source gives it.
        parameters: how many are stored, by part; 0 for an output head that is tied.
        design: how it is built: the name of its page, "gpt" or "llama".
    """

    architecture: str
    context_length: int
    vocab_size: int
    rows: tuple[tuple[str, float | str], ...]
    parameters: tuple[tuple[str, int], ...]
    design: str = "gpt"

    @property
    def parameter_count(self) -> int:
        """All parameters that are stored; a tied head is counted once."""
        return sum(count for _, count in self.parameters)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is loaded, as plain values.

    Attributes:
        name: short name for the window.
        path: file or folder it was read from.
        sha256: of the weights' file (of the index file for a sharded one); of a server, which does
            not tell that, of its address, the model's name and its vocabulary.
        file_format: for example "GPTDesk safetensors" or "Hugging Face GPT-2".
        shape: its architecture, sizes and parameters.
        size_bytes: memory held by the weights.
        precision: how finely it is computed, one of `PRECISIONS`; empty is not known.
        kernel: what multiplies, "float32" or "bfloat16".
        error: how far that is from float32, measured while loading; None for `exact`.
        device: "cpu", "cuda:0", or the server's host.
        device_reason: one sentence on why this device.
        threads: CPU threads used; 0 on a server.
        template: name of the prompt template for conversations.
        vocabulary: what its token ids stand for.
        chat: its own way to lay out a conversation; None where `template` says it.
        can_converse: whether conversations are laid out in a way that it knows.
        longest_context: tokens that the model allows; `shape.context_length` may be fewer, by the
            limit of the request.
        context_bytes: memory that keys and values of a full context take.
        precisions: those that it can be computed in.
        can_look_inside: the pages under the hood know a network of its kind.
        licence: of the weights, as the model's files name it; empty where they do not.
        bits_per_weight: as stored, on average; 0 is not known.
        notes: sentences the user should know (padded vocabulary cut, head count taken from the
            published sizes, …).
        can_inspect: its engine has all logits of it (`protocol.Inspects`).
        layout: how the user has conversations laid out; None is as its files say. `template`,
            `chat` and `can_converse` are those in force.
        server: where it is, unless it is on this computer's disk.
        abilities: of that server.
    """

    name: str
    path: Path
    sha256: str
    file_format: str
    shape: ModelShape
    size_bytes: int
    precision: str
    kernel: str
    error: PrecisionError | None
    device: str
    device_reason: str
    threads: int
    template: str
    vocabulary: Vocabulary = field(repr=False)
    chat: ChatFormat | None = field(default=None, repr=False)
    can_converse: bool = True
    longest_context: int = 0
    context_bytes: int = 0
    precisions: tuple[str, ...] = PRECISIONS
    can_look_inside: bool = True
    licence: str = ""
    bits_per_weight: float = 0.0
    notes: tuple[str, ...] = ()
    can_inspect: bool = True
    layout: ChosenLayout | None = None
    server: ServerAddress | None = None
    abilities: ServerAbilities | None = None


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A model to be loaded.

    Attributes:
        path: a file, or a folder that holds one; of a server its host, for the eye.
        device: "auto", "cpu", or a graphics card: "cuda", "cuda:1".
        precision: how finely to compute, one of `PRECISIONS`; a network that cannot be computed so
            is computed exactly.
        context_limit: most tokens of context, where the network could have more.
        layouts: those that the user chose, by the sha256 of the model.
        server: the server that has the model; what is said of devices is its own business then.
        keeps_other: the model of before is asked again soon: it stays in memory where both fit.
    """

    path: Path
    device: str = "auto"
    precision: str = "exact"
    context_limit: int = CONTEXT_LIMIT
    layouts: Mapping[str, ChosenLayout] = field(
        default_factory=dict[str, ChosenLayout], compare=False, repr=False
    )
    server: ServerAddress | None = None
    keeps_other: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        require(is_device_name(self.device), "device", self.device, DEVICE_NAMES)
        known = ", ".join(PRECISIONS)
        require(self.precision in PRECISIONS, "precision", self.precision, f"one of {known}")
        is_long_enough = self.context_limit >= SHORTEST_CONTEXT_LIMIT
        wanted = f"{SHORTEST_CONTEXT_LIMIT} or more"
        require(is_long_enough, "context_limit", self.context_limit, wanted)


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Memory that a model takes once it is loaded, in bytes; for moments of loading it is more.

    Attributes:
        weights: hold its parameters.
        context: holds keys and values of a full context.
    """

    weights: int
    context: int

    @property
    def total(self) -> int:
        """Both."""
        return self.weights + self.context


@dataclass(frozen=True, slots=True)
class ModelOutline:
    """What is known of a model before it is loaded, from the headers of its files.

    Attributes:
        path: as it was asked for.
        file: that would be read first, and whose SHA-256 it would be known by.
        family: of its network, "Qwen2".
        file_bytes: its size on the disk.
        bits_per_weight: as stored, on average.
        context_length: tokens that the file allows.
        loaded_context: tokens that it would be loaded with; a limit may make them fewer.
        licence: of the weights, as its files name it; empty where they do not.
        parameters: how many it has.
        by_precision: what it would take, for each of `PRECISIONS` that it can be computed in.
    """

    path: Path
    file: Path
    family: str
    file_bytes: int
    bits_per_weight: float
    context_length: int
    loaded_context: int
    licence: str
    parameters: int
    by_precision: tuple[tuple[str, MemoryNeed], ...]

    def of(self, precision: str) -> MemoryNeed:
        """Return what it would take in a precision, or exactly where that is not offered."""
        needs = dict(self.by_precision)
        return needs.get(precision, needs["exact"])


@dataclass(frozen=True, slots=True)
class ComputeDevice:
    """A device that a model can be loaded on.

    Attributes:
        name: for a `LoadRequest`, "cpu" or "cuda:0".
        title: of a graphics card, as its maker calls it; empty for the CPU.
        threads: of the CPU; 0 for a card.
        total_bytes: its memory; None where the system does not say.
        free_bytes: of that, what is free now; None where it cannot be asked at no cost.
        obstacle: a sentence on what keeps it from being used; empty when nothing is known to.
    """

    name: str
    title: str = ""
    threads: int = 0
    total_bytes: int | None = None
    free_bytes: int | None = None
    obstacle: str = ""


LoadProgress = Callable[[str], None]  # called with a short sentence: what is being done now
Progress = Callable[[int, int], None]  # called with tokens done and tokens in all
