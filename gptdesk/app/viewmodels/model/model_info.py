"""Facts about the loaded model and its last run, as titled sections of labelled values.

Owns which facts are shown and their words; knows no widgets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.obstacles import for_next_model
from gptdesk.app.phrases import sentences
from gptdesk.app.system.error_text import in_words
from gptdesk.app.viewmodels.model.devices import Offer
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.chat.messages import Conversation
from gptdesk.engine.inside.values import ANATOMIES
from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.types import CONTEXT_LIMIT, GenerationEnd, GenerationStats, ModelInfo
from gptdesk.precision import PRECISIONS, PrecisionError
from gptdesk.sentences import size_text

Entry = tuple[str, str, str]  # label, value, tooltip
Section = tuple[str, tuple[Entry, ...]]  # title, entries

# Nats per token that nobody can notice: of so many, it takes a million tokens to tell one network
# from the other with odds of three to one (e to the sum of a million of them is 2.7).
NO_MATTER_KL = 1e-6

_UNKNOWN = "–"
_CONTEXT_LENGTHS = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)


class ModelInfoViewModel(QObject):
    """The *Model* page's facts, and the last run's figures for all who show them.

    The figures are those of the chat on the screen and of the model in use: they go when an answer
    of this chat begins, and when another model, another precision or another device is there. Those
    of another chat are there again when it is shown again, in this run of the program.

    Signals:
        changed: `sections`, or the precision, are other ones now.
        run_changed: the `GenerationStats` of the chat's last run; None: there are none, object.
    """

    changed = Signal()
    run_changed = Signal(object)

    def __init__(self, records: ModelRecords | None = None, parent: QObject | None = None) -> None:
        """Know nothing yet; `records` has what the user wrote of models."""
        super().__init__(parent)
        self._records = records
        if records is not None:
            records.changed.connect(self.changed)
        self._info: ModelInfo | None = None
        self._runs: dict[str, GenerationStats] = {}  # the last ones, by conversation
        self._shown_id = ""  # of the conversation on the screen
        self._running_id = ""  # of the one that the last answer belongs to
        self._context_tokens: int | None = 0
        self._precision = PRECISIONS[0]
        self._context_limit = CONTEXT_LIMIT

    @property
    def info(self) -> ModelInfo | None:
        """The loaded model; None while there is none."""
        return self._info

    @property
    def context_tokens(self) -> int | None:
        """How many tokens of the chat on the screen are in the context; None: not known yet."""
        return self._context_tokens

    @property
    def is_served(self) -> bool:
        """Whether a server computes: how finely is its own business."""
        return self._info is not None and self._info.server is not None

    @property
    def precision(self) -> str:
        """How finely the model is computed, or will be: one of `PRECISIONS`."""
        return self._precision

    @property
    def precisions(self) -> tuple[str, ...]:
        """Those that the model in use can be computed in; all while there is none."""
        return PRECISIONS if self._info is None else self._info.precisions

    @property
    def precision_line(self) -> str:
        """A sentence or two: how far that is from float32."""
        if self._info is None:
            return for_next_model()
        if self._precision != self._info.precision:
            return self.tr("The model is being opened again…")
        if self._info.error is None and self._info.precisions == ("exact",):
            return self.tr(
                "The reference: no error. Balanced and Fast are not offered for this model on this"
                " device."
            )
        if self._info.error is None and "fast" not in self._info.precisions:
            return self.tr("The reference: no error. Fast is for files with 4 bits a weight.")
        if self._info.error is None:
            return self.tr("The reference: no error.")
        if self._info.kernel == "float32":
            return self.tr("Nothing faster works on this computer: float32 computes.")
        return self._error_text(self._info.error)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Titled groups of (label, value, tooltip); empty while nothing is loaded."""
        if self._info is None:
            return ()
        sections = (
            (self.tr("Last run"), self._run_entries(self._info)),
            (self.tr("Shape"), self._shape_entries(self._info)),
            (self.tr("Parameters"), self._parameter_entries(self._info)),
            (self.tr("Computing"), self._computing_entries(self._info)),
            (self.tr("File"), self._file_entries(self._info)),
        )
        return tuple((title, entries) for title, entries in sections if entries)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about how the file was read."""
        return tuple(map(in_words, self._info.notes)) if self._info is not None else ()

    @Slot(object)
    def set_info(self, info: ModelInfo) -> None:
        """Show another model; figures of the old one's last run go, the context is the chat's."""
        self._info = info
        self._runs.clear()
        self._tell_run()

    @Slot(str)
    def set_precision(self, precision: str) -> None:
        """Show how finely the model will be computed; `set_info` says when it is."""
        self._precision = precision
        self.changed.emit()

    @property
    def context_limit(self) -> int:
        """Tokens of context, where a model could have more."""
        return self._context_limit

    @property
    def context_offers(self) -> tuple[Offer, ...]:
        """The limits that can be chosen; none for a GPT-2, which has learned each of its places."""
        info = self._info
        if info is None or ANATOMIES[info.shape.design].has_positions or info.server is not None:
            return ()
        lengths = sorted({*_CONTEXT_LENGTHS, self._context_limit})
        return tuple((str(tokens), f"{tokens:,}", "") for tokens in lengths)

    @property
    def context_line(self) -> str:
        """A sentence: what the context of the loaded model takes, and how long it could be."""
        if self._info is None:
            return ""
        return self.tr(
            "When it is full it takes {0} of memory. The model allows {1} at most."
        ).format(size_text(self._info.context_bytes), f"{self._info.longest_context:,}")

    @Slot(int)
    def set_context_limit(self, tokens: int) -> None:
        """Show the limit that will be in force; `set_info` says when it is."""
        self._context_limit = tokens
        self.changed.emit()

    @Slot(object)
    def show_run(self, end: GenerationEnd) -> None:
        """Note the figures of the run that ended; one that read nothing has none."""
        if end.stats.prompt_tokens or end.stats.new_tokens:
            self._runs[self._running_id] = end.stats
        if self._running_id == self._shown_id:
            self._tell_run()

    @Slot(str)
    def begin_run(self, conversation_id: str) -> None:
        """Show no figures for this conversation: they would be those of an older run."""
        self._running_id = conversation_id
        self._runs.pop(conversation_id, None)
        if conversation_id == self._shown_id:
            self._tell_run()

    @Slot(object)
    def show_chat(self, conversation: Conversation) -> None:
        """Show the figures of another conversation's last run."""
        if conversation.id != self._shown_id:
            self._shown_id = conversation.id
            self._tell_run()

    @Slot(int, int)
    def set_context(self, used: int, total: int) -> None:
        """Show how many tokens are in the context, of `total`; 0 of 0 is not known."""
        tokens = used if total else None
        if tokens != self._context_tokens:
            self._context_tokens = tokens
            self.changed.emit()

    @property
    def run(self) -> GenerationStats | None:
        """Figures of the last run of the chat on the screen; None where there is none."""
        return self._runs.get(self._shown_id)

    def _tell_run(self) -> None:
        self.run_changed.emit(self.run)
        self.changed.emit()

    def _error_text(self, error: PrecisionError) -> str:
        words = self.tr(
            "Error: {0} nats mean KL, the same first choice at {1} of {2} places, measured on this"
            " model here."
        )
        if error.mean_kl <= NO_MATTER_KL and error.same_top == 1:
            words = self.tr(
                "As good as float32 (difference too small to matter): {0} nats mean KL, the same"
                " first choice at {1} of {2} places, measured on this model here."
            )
        return words.format(
            _in_full(error.mean_kl),
            f"{round(error.same_top * error.places):,}",
            f"{error.places:,}",
        )

    def _run_entries(self, info: ModelInfo) -> tuple[Entry, ...]:
        speed = first = prompt = new = _UNKNOWN
        if self.run is not None:
            new = f"{self.run.new_tokens:,}"
            if self.run.prompt_tokens:  # not all servers tell it
                prompt = f"{self.run.prompt_tokens:,}"
            if self.run.decode_tokens_per_s is not None:
                speed = self.tr("{0} tokens/s").format(f"{self.run.decode_tokens_per_s:,.1f}")
            if self.run.time_to_first_token_s is not None:
                first = self.tr("{0} s").format(f"{self.run.time_to_first_token_s:.3f}")
        return (
            (
                self.tr("Context used"),
                self.tr("{0} of {1} tokens").format(
                    _UNKNOWN if self._context_tokens is None else f"{self._context_tokens:,}",
                    f"{info.shape.context_length:,}",
                )
                if info.shape.context_length
                else _UNKNOWN,
                self.tr(
                    "Tokens of the last answer and of what the model saw before it. What it will"
                    " see next is counted beside Send."
                ),
            ),
            (self.tr("Speed"), speed, self.tr("Over the tokens after the first.")),
            (self.tr("First token"), first, self.tr("From sending to the first new token.")),
            (self.tr("Prompt"), prompt, self.tr("Tokens read before the first new one.")),
            (self.tr("Generated"), new, self.tr("Tokens that the model chose in the last run.")),
        )

    def _shape_entries(self, info: ModelInfo) -> tuple[Entry, ...]:
        shape = dict(info.shape.rows)
        tips = {
            "vocab_size": self.tr("Tokens in the vocabulary."),
            "ctx_len": self.tr("Longest context in tokens: the number of learned positions.")
            if info.shape.architecture == "GPT-2"
            else self.tr("Longest context in tokens; the file allows {0}.").format(
                f"{info.longest_context:,}"
            ),
            "emb_dim": self.tr("Numbers that describe one token inside the network."),
            "n_heads": self.tr("Attention heads per block, each {0} wide.").format(
                _head_width(shape)
            ),
            "n_kv_heads": self.tr("Heads with keys and values, each for a group of {0}.").format(
                _ratio(shape, "n_heads", "n_kv_heads")
            ),
            "head_dim": self.tr("Numbers of a head's query, key and value."),
            "hidden_dim": self.tr("Numbers between the matrices of the feed-forward layer."),
            "norm_eps": self.tr("Added to the mean square before its root is taken."),
            "rope_base": self.tr("Of the angles that tell places: larger turns more slowly."),
            "rope_factors": self.tr("What slows the angles down, for a longer context."),
            "no_rope_layers": self.tr("Blocks, from 0, that do not know places."),
            "window": self.tr("How many tokens back a token sees, itself included."),
            "qk_norm": self.tr("Whether every head's queries and keys are normalised."),
            "n_layers": self.tr("Transformer blocks, one after the other."),
            "drop_rate": self.tr("Dropout while training; switched off when answering."),
            "qkv_bias": self.tr("Whether queries, keys and values have a bias."),
            "tie_embeddings": self.tr("Whether the output head is the token embedding."),
            "gelu": self.tr(
                "The gate inside each block: GPT-2's tanh form of GELU, or the exact function."
            ),
        }
        return tuple(
            (name, self._value_text(value), tips.get(name, "")) for name, value in info.shape.rows
        )

    def _value_text(self, value: float | str) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        return f"{value:,}"

    def _parameter_entries(self, info: ModelInfo) -> tuple[Entry, ...]:
        count = info.shape.parameters
        if info.server is not None:
            known = f"{info.shape.parameter_count:,}" if info.shape.parameter_count else _UNKNOWN
            return ((self.tr("Total"), known, self.tr("As the server tells.")),)
        is_tied = ("output_head", 0) in count
        blocks = self.tr("In all blocks together.")
        head = (
            self.tr("The head is the token embedding, and is counted there.")
            if is_tied
            else self.tr("The head has weights of its own.")
        )
        words = {
            "token_embedding": (self.tr("Token embedding"), ""),
            "position_embedding": (self.tr("Position embedding"), ""),
            "attention": (self.tr("Attention"), blocks),
            "feed_forward": (self.tr("Feed-forward"), blocks),
            "norms": (self.tr("Normalisation"), blocks),
            "output_head": (self.tr("Output head"), head),
        }
        entries = list[Entry]()
        for part, number in count:
            label, tip = words.get(part, (part, ""))
            is_head = is_tied and part == "output_head"
            entries.append((label, self.tr("tied") if is_head else f"{number:,}", tip))
        total = info.shape.parameter_count
        untied_total = total + dict(count).get("token_embedding", 0)
        tip = (
            self.tr("Counted with a head of its own it would be {0}.").format(f"{untied_total:,}")
            if is_tied
            else self.tr("Untied: embedding and head are counted both.")
        )
        return (*entries, (self.tr("Total"), f"{total:,}", tip))

    def _computing_entries(self, info: ModelInfo) -> tuple[Entry, ...]:
        if info.server is not None and info.abilities is not None:
            ms = self.tr("{0} ms").format(f"{1000 * info.abilities.latency_s:.0f}")
            return (
                (self.tr("Server"), info.server.host, self.tr("What you write is sent there.")),
                (self.tr("Latency"), ms, self.tr("From a question about a token to its answer.")),
                (self.tr("Tells"), self._told_text(info.abilities), in_words(info.device_reason)),
            )
        return (
            (self.tr("Device"), info.device.upper(), in_words(info.device_reason)),
            (self.tr("Why"), in_words(info.device_reason), ""),
            (self.tr("Threads"), f"{info.threads:,}", self.tr("CPU threads in use.")),
            (self.tr("Numbers"), info.kernel, self.tr("What the network computes with.")),
            (
                self.tr("Memory"),
                size_text(info.size_bytes),
                self.tr("{0} bytes hold the weights.").format(f"{info.size_bytes:,}"),
            ),
            (
                self.tr("Context memory"),
                size_text(info.context_bytes),
                self.tr("Taken by keys and values when the context is full (tokens: {0}).").format(
                    f"{info.shape.context_length:,}"
                ),
            ),
        )

    def _told_text(self, can: ServerAbilities) -> str:
        if can.most_alternatives is None:
            return self.tr("raw probabilities, as many as are needed")
        if not can.most_alternatives:
            return self.tr("no probabilities: it draws itself")
        if not can.takes_ids:
            words = self.tr("the most probable tokens, up to {0}; it draws itself")
            return words.format(can.most_alternatives)
        return self.tr("raw probabilities of {0} tokens; what these do not settle it draws").format(
            can.most_alternatives
        )

    def _file_entries(self, info: ModelInfo) -> tuple[Entry, ...]:
        if info.server is not None:
            return (
                (self.tr("Name"), info.name, ""),
                (
                    self.tr("Format"),
                    in_words(info.file_format),
                    sentences(map(in_words, info.notes)),
                ),
                (self.tr("Address"), info.server.url, info.server.url),
                (
                    self.tr("Template"),
                    self._template_text(info),
                    self.tr("How a conversation is laid out."),
                ),
            )
        note = "" if self._records is None else self._records.note_of(info.path)
        return (
            (self.tr("Name"), info.name, ""),
            *([(self.tr("Your note"), note, "")] if note else []),
            (self.tr("Format"), in_words(info.file_format), sentences(map(in_words, info.notes))),
            (
                self.tr("Stored"),
                self.tr("{0} bits a weight").format(f"{info.bits_per_weight:.1f}")
                if info.bits_per_weight
                else _UNKNOWN,
                self.tr("On average, in the file; what is computed with stands above."),
            ),
            (
                self.tr("Licence"),
                info.licence or self.tr("not said"),
                self.tr("Of the weights, as the model's files name it."),
            ),
            (self.tr("Path"), str(info.path), str(info.path)),
            (self.tr("SHA-256"), info.sha256, info.sha256),
            (
                self.tr("Template"),
                self._template_text(info),
                self.tr("How a conversation is laid out."),
            ),
        )

    def _template_text(self, info: ModelInfo) -> str:
        if info.layout is not None:
            return self.tr("{0}, chosen by you").format(info.layout.name)
        if info.abilities is not None and not info.abilities.takes_ids:
            return self.tr("the server's own") if info.can_converse else _UNKNOWN
        if not info.can_converse:
            return self.tr("none; one can be chosen")
        return info.template if info.chat is None else self.tr("its own")


def _in_full(value: float) -> str:
    """Return a small number with two significant digits, and no exponent: 0.000041."""
    if value <= 0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(value)))
    return f"{value:,.{decimals}f}"


def _head_width(shape: Mapping[str, float | str]) -> str:
    width = shape.get("head_dim")
    return f"{width:,}" if isinstance(width, int) else _ratio(shape, "emb_dim", "n_heads")


def _ratio(shape: Mapping[str, float | str], whole: str, parts: str) -> str:
    """Return how much of a whole each part has; "–" where a shape has no such rows."""
    size, count = shape.get(whole), shape.get(parts)
    if isinstance(size, int) and isinstance(count, int) and count > 0:
        return f"{size // count:,}"
    return _UNKNOWN
