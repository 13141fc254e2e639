"""The engine: one loaded network and what can be asked of it.

Owns loading, the device it computes on, and what happens when that device fails. Used from one
thread only, by the window's worker or by the command line. Must not know Qt or user folders.

After a failure nothing of the job stays behind: its cache is freed, and the error that reaches the
caller holds no frame that could keep a tensor alive, however long the caller keeps the error.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import TOP_N
from gptdesk.engine.choice.cuda_graph import GraphedChooser
from gptdesk.engine.choice.sampling import Choose, choose
from gptdesk.engine.inside.values import (
    ForgetRequest,
    Forgotten,
    InsideAnswer,
    InsideRequest,
)
from gptdesk.engine.inspection.divergence import distributions
from gptdesk.engine.inspection.measure import inspect_ids
from gptdesk.engine.inspection.pipeline import explain_choice
from gptdesk.engine.inspection.values import (
    Pipeline,
    PipelineRequest,
    ReadText,
    WhatIf,
    WhatIfProgress,
    WhatIfRequest,
)
from gptdesk.engine.inspection.what_if import what_if
from gptdesk.engine.outline import needs_of, precisions_of
from gptdesk.engine.protocol import Engine
from gptdesk.engine.run.context import context_start, tokens_kept
from gptdesk.engine.run.device import (
    CPU,
    DeviceChoice,
    choose_device,
    explain_failure,
    forget_frames,
    free_bytes_of,
    list_devices,
    one_thread,
    physical_cores,
    physical_memory_bytes,
    returning_memory,
    trim_memory,
    use_threads,
)
from gptdesk.engine.run.generate import check_ids, generate
from gptdesk.engine.run.guessing import Gain
from gptdesk.engine.run.language import Language, language_of
from gptdesk.engine.run.prompt import expect_a_layout, predicting_start
from gptdesk.engine.run.reader import LookBack, Reader, try_out
from gptdesk.engine.run.threads import ThreadGovernor
from gptdesk.engine.shape import shape_of
from gptdesk.engine.tokenizers.built import OwnTokenizer
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.types import (
    CONTEXT_LIMIT,
    ComputeDevice,
    GenerationEvent,
    GenerationRequest,
    LoadProgress,
    LoadRequest,
    MemoryNeed,
    ModelInfo,
    ModelOutline,
    Progress,
    TextStats,
)
from gptdesk.errors import (
    ChatTemplateError,
    CheckpointError,
    DeviceLostError,
    DeviceOutOfMemoryError,
    GPTDeskError,
    NoModelError,
    RequestError,
)
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import StoredModel, open_checkpoint, say_nothing
from gptdesk.model.config import GPTConfig, LlamaConfig, count_parameters
from gptdesk.model.fast.cuda_graph import GraphedRuntime
from gptdesk.model.fast.groups import IN_GROUPS
from gptdesk.model.fast.llama_packing import TRIAL_TEXT, pack_llama
from gptdesk.model.fast.llama_runtime import LlamaRuntime
from gptdesk.model.fast.memory import memory_needed
from gptdesk.model.fast.packing import pack
from gptdesk.model.fast.runtime import Runtime
from gptdesk.model.network import Network
from gptdesk.model.walked import ReadableNetwork
from gptdesk.precision import PrecisionError
from gptdesk.sentences import Sentence, size_text

if TYPE_CHECKING:  # imported when somebody first looks inside: its pages take 40 ms
    from gptdesk.engine.inside.inside import Inside

logger = logging.getLogger(__name__)

_TOO_LARGE = (
    "{model} needs about {need} of memory in this precision, and this computer has {total}. Choose "
    "a faster precision, or open a smaller model."
)
_TOO_LARGE_CONTEXT = (
    "{model} needs about {need} of memory in this precision, and this computer has {total}. Choose "
    "a faster precision or a shorter context, or open a smaller model."
)

# What a job can fail with, other than by a defect of ours: torch reports as RuntimeError.
_FAILURES = (GPTDeskError, RuntimeError, MemoryError)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A network with what it has read, what is known about it, and how it was asked for."""

    network: Runtime | LlamaRuntime
    language: Language
    reader: Reader
    choose: Choose
    gain: Gain | None  # where reading several tokens at once changes nothing
    look_back: LookBack
    info: ModelInfo
    request: LoadRequest
    files_say: Language  # of conversations, whatever the user chose
    stamp: tuple[int, int] | None  # of its file: bytes, and nanoseconds


class InferenceEngine(Engine):
    """Loads a network, continues texts with it, and says what it thinks of a text.

    When the graphics card fails for good, the network on it is given up, and the next job reads
    its file again, onto the CPU. The card stays unused until the program is started again.
    """

    def __init__(self, threads: int | None = None) -> None:
        """Compute with this many CPU threads; None is one for every physical core."""
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be 1 or more, not {threads}")
        self._threads = threads
        self._loaded: _Loaded | None = None
        self._to_reload: LoadRequest | None = None
        self._spare: _Loaded | None = None  # in use before, and soon again
        self._opened: Inside | None = None  # the same network as stored, while it is looked at
        self._card_is_lost = False

    @property
    def tokenizer(self) -> OwnTokenizer:
        """The loaded model's.

        Raises:
            GPTDeskError: none is loaded.
        """
        return self._ready().language.tokenizer

    @property
    def info(self) -> ModelInfo | None:
        """What is loaded; None when nothing is, also from a card's failure to the next job."""
        return self._loaded.info if self._loaded else None

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        """Replace the loaded model; on an error the old one stays.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            return self._load(request, progress)
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure  # out here, so that it does not drag `exc` along as its context

    def devices(self) -> tuple[ComputeDevice, ...]:
        """Return what a model can be loaded on."""
        return list_devices(self._threads or physical_cores())

    def outline_of(
        self, path: Path, device: str, context_limit: int = CONTEXT_LIMIT
    ) -> ModelOutline:
        """Return what is known of the model at `path`, and the memory it would take on a device.

        Its table of contents is read, neither its weights nor its tokens.

        Raises:
            GPTDeskError: it cannot be loaded, and why.
        """
        stored = open_checkpoint(path, context_limit=context_limit, is_outline=True)
        config, loaded = stored.config, self._loaded
        if loaded is not None and (path, context_limit) == (
            loaded.request.path,
            loaded.request.context_limit,
        ):
            config = loaded.network.cfg  # known to the last row
        kind = "cpu" if device in ("auto", "cpu") else "cuda"
        needs = needs_of(config, _precisions_of(stored, kind), kind)
        return ModelOutline(
            path=path,
            file=stored.path,
            family=config.family,
            file_bytes=stored.size_bytes,
            bits_per_weight=stored.bits_per_weight,
            context_length=stored.longest_context,
            loaded_context=config.ctx_len,
            licence=stored.licence,
            parameters=count_parameters(config).total,
            by_precision=needs,
        )

    def lay_out_by(self, layout: ChosenLayout | None) -> ModelInfo:
        """Lay out conversations with the loaded model so; None is as its files say.

        Raises:
            ChatTemplateError: it is no template; what was in force before still is.
            GPTDeskError: nothing is loaded.
        """
        loaded = self._ready()
        language = loaded.files_say if layout is None else loaded.files_say.laid_out_by(layout)
        layouts = {**loaded.request.layouts, loaded.info.sha256: layout}
        kept = {sha256: one for sha256, one in layouts.items() if one is not None}
        info = _with_language(loaded.info, language)
        self._loaded = replace(
            loaded, language=language, info=info, request=replace(loaded.request, layouts=kept)
        )
        return info

    def unload(self) -> None:
        """Free the model's memory."""
        self._loaded = self._to_reload = self._opened = self._spare = None
        self._free_memory()

    def set_aside(self) -> None:
        """Use no model, and keep the one in use for the next load of it."""
        self._spare = self._loaded or self._spare
        self._loaded = self._to_reload = self._opened = None

    def forget_spare(self) -> None:
        """Free the memory of the model that was in use before, where it was kept."""
        if self._spare is not None:
            self._spare = None
            self._free_memory()

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        """Yield `PromptReady`, then steps and shifts, then exactly one `GenerationEnd`.

        Raises:
            GPTDeskError: while iterating; everything yielded before stays valid, and the next
                job works.
        """
        try:
            yield from self._start(request, cancelled)
            return
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def inspect(self, text: str, *, bos: bool = False, top_n: int = TOP_N) -> TextStats:
        """Return what the loaded model thinks of `text`, token by token.

        Args:
            text: any text, also longer than the context.
            bos: predict the first token, from the one that begins a text.
            top_n: alternatives per token.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            network = self._network()
            ids = self.tokenizer.encode(text)
            start_id = predicting_start(self.tokenizer.vocabulary, is_asked_for=bos)
            return inspect_ids(network, ids, top_n=top_n, start_id=start_id)
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def measure(
        self,
        ids: tuple[int, ...],
        cancelled: Event,
        top_n: int = TOP_N,
        *,
        progress: Progress | None = None,
        heads: tuple[HeadChange, ...] = (),
    ) -> TextStats:
        """Return what the loaded model thinks of tokens that are known, one by one.

        Args:
            ids: a text's tokens, also more than the context holds.
            cancelled: once set, what is known so far is returned.
            top_n: alternatives per token.
            progress: called now and then with tokens done and tokens in all.
            heads: changed while it reads, as in a `GenerationRequest`.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            return inspect_ids(
                self._network(heads), ids, top_n=top_n, cancelled=cancelled, progress=progress
            )
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def distributions(self, text: ReadText, cancelled: Event) -> Iterator[Tensor]:
        """Yield the logits that predicted tokens of a text, as `divergence.distributions` does.

        Raises:
            GPTDeskError: while iterating; with a sentence for the user.
        """
        try:
            yield from distributions(self._network(), text, cancelled)
            return
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def pipeline(self, request: PipelineRequest, cancelled: Event | None = None) -> Pipeline | None:
        """Return how the token at a place is chosen; None when cancelled.

        Its logits are computed once; other settings for the same place are no new forward pass.
        A running answer is not disturbed.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            return self._pipeline(request, cancelled or Event())
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def what_if(self, request: WhatIfRequest, cancelled: Event, progress: WhatIfProgress) -> WhatIf:
        """Return what other settings, with the same dice, would have made of a text.

        Args:
            request: the text and the settings.
            cancelled: once set, what is known so far is returned.
            progress: called now and then with tokens done and tokens in all.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            network = self._network(request.heads)
            return what_if(network, request, cancelled=cancelled, progress=progress)
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def look_inside(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        """Answer a question about the inside of the loaded network; None when cancelled.

        Computed in float32 from the weights as stored. What it takes of memory is kept for the
        next question, until a `ForgetRequest`, another model or a failure that is no refusal.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        try:
            if isinstance(request, ForgetRequest):
                self._forget_inside()
                return Forgotten()
            self._network()  # with all threads; what was lost with the card is read again first
            return self._inside().answer(request, cancelled, progress)
        except RequestError as exc:  # a refusal: what was read serves the next question
            logger.info("refused: %s", exc)
            forget_frames(exc)
            failure = exc
        except _FAILURES as exc:
            failure = self._clean_up_after(exc)
        raise failure

    def _inside(self) -> Inside:
        """Return the loaded network as stored, in memory already or read again from its file."""
        if self._opened is None:
            from gptdesk.engine.inside.inside import Inside

            loaded = self._ready()
            with returning_memory():
                network = as_stored.of_runtime(loaded.network)
                if network is None:
                    network = self._read_again(loaded)
            self._opened = Inside(network, min(self.tokenizer.vocabulary.end_ids, default=None))
        return self._opened

    def _read_again(self, loaded: _Loaded) -> ReadableNetwork:
        network, sha256 = as_stored.of_file(
            open_checkpoint(loaded.info.path, context_limit=loaded.request.context_limit)
        )
        if sha256 != loaded.info.sha256:
            raise CheckpointError(
                loaded.info.path,
                "the file is another one than the model that is loaded",
                remedy="Load the model again to look inside it.",
            )
        return network

    def _forget_inside(self) -> None:
        self._opened = None
        self._free_memory()

    def _pipeline(self, request: PipelineRequest, cancelled: Event) -> Pipeline | None:
        loaded = self._ready()
        config = loaded.reader.network.cfg
        token_id = request.token_id
        check_ids(request.ids if token_id is None else (*request.ids, token_id), config.vocab_size)
        keep = tokens_kept(request.keep_tokens, config.ctx_len)
        context = request.ids[context_start(len(request.ids), config.ctx_len, keep) :]
        look_back = loaded.look_back
        if request.heads:
            look_back = self._inside().look_back_with(request.heads)
        logits = look_back.logits_after(context, cancelled)
        if logits is None:
            return None
        with one_thread():
            return explain_choice(
                logits,
                request.settings,
                context,
                u=request.draw,
                token_id=token_id,
                top_n=request.top_n,
            )

    def _load(
        self,
        request: LoadRequest,
        progress: LoadProgress,
        too_coarse: tuple[str, PrecisionError] | None = None,
    ) -> ModelInfo:
        """Load a model; `too_coarse` is a precision that was tried, and what was found."""
        threads = self._threads or physical_cores()
        use_threads(threads)
        choice = self._choose_device(request.device)
        stored = _opened(request, progress)
        stamp = _stamp_of(stored.path)
        spare, self._spare = self._spare, None
        if spare and stamp and (spare.request, spare.stamp) == (request, stamp):
            self._spare = self._loaded if request.keeps_other else None
            self._loaded, self._to_reload, self._opened = spare, None, None
            return self._laid_out_as_asked(request)
        del spare
        progress(Sentence("Reading the tokenizer of {name}", name=stored.name))
        language = language_of(stored.tokenizer, stored.name, stored.template)
        offered = _precisions_of(stored, choice.device.type)
        if too_coarse is not None:
            offered = tuple(name for name in offered if name != too_coarse[0])
        precision = request.precision if request.precision in offered else "exact"
        self._require_room(stored, precision, choice)
        is_kept = self._make_room(stored, precision, choice, progress) and request.keeps_other
        try:
            with returning_memory():
                network = _read(stored, precision, choice.device, language)
        except RuntimeError as exc:
            is_full = isinstance(explain_failure(exc), DeviceOutOfMemoryError)
            if choice.device == CPU or request.device != "auto" or not is_full:
                raise
            network = None
        if network is None:  # out here: the error's frames hold what the card had taken
            self._free_memory()
            choice = DeviceChoice(
                CPU,
                Sentence("The graphics card has no room for this model, so the CPU computes."),
            )
            stored = _opened(request, progress)
            with returning_memory():
                network = _read(stored, precision, CPU, language)
        error = network.error
        if isinstance(network, LlamaRuntime) and error and not error.is_small(precision):
            del network  # before it is read again
            return self._load(replace(request, precision="exact"), progress, (precision, error))
        sha256 = stored.close()
        progress(Sentence("Trying {name}", name=stored.name))
        if choice.device == CPU:
            reader, chooser = Reader(network, ThreadGovernor(threads)), choose
        elif isinstance(network, LlamaRuntime):
            reader, chooser = Reader(network), GraphedChooser()
        else:
            reader, chooser = Reader(GraphedRuntime(network)), GraphedChooser()
        try_out(reader)
        info = _facts_of(stored, sha256, network, choice, threads, language)
        notes = (*info.notes, _too_coarse_note(*too_coarse)) if too_coarse else info.notes
        info = replace(info, precisions=offered, notes=notes)
        self._spare = self._loaded if is_kept else None
        gain = Gain() if network.reads_alike and choice.device == CPU else None
        self._loaded = _Loaded(
            *(network, language, reader, chooser, gain, LookBack(reader), info, request),
            files_say=language,
            stamp=stamp,
        )
        self._to_reload = self._opened = None
        self._free_memory()
        return self._laid_out_as_asked(request)

    def _laid_out_as_asked(self, request: LoadRequest) -> ModelInfo:
        loaded = self._ready()
        layout = request.layouts.get(loaded.info.sha256)
        if layout != loaded.info.layout:
            try:
                return self.lay_out_by(layout)
            except ChatTemplateError as exc:
                info = replace(loaded.info, notes=(*loaded.info.notes, str(exc)))
                self._loaded = replace(loaded, info=info)
        return self._ready().info

    def _require_room(self, stored: StoredModel, precision: str, choice: DeviceChoice) -> None:
        """Refuse what this computer can never hold: the system would end the program midway."""
        total = physical_memory_bytes() if choice.device == CPU else None
        need = MemoryNeed(*memory_needed(stored.config, precision, choice.device.type)).total
        if total is not None and need > total:
            raise DeviceOutOfMemoryError(
                _TOO_LARGE if isinstance(stored.config, GPTConfig) else _TOO_LARGE_CONTEXT,
                model=stored.name,
                need=size_text(need),
                total=size_text(total),
            )

    def _make_room(
        self, stored: StoredModel, precision: str, choice: DeviceChoice, progress: LoadProgress
    ) -> bool:
        """Close the model in use, if both do not fit; it is read again if this one is not opened.

        Returns:
            Whether both fit; what is not known does not.
        """
        free = free_bytes_of(choice.device)
        if free is None or self._loaded is None:
            return False
        need = MemoryNeed(*memory_needed(stored.config, precision, choice.device.type)).total
        is_beside = torch.device(self._loaded.info.device).type == choice.device.type
        if need <= free or not is_beside:
            return need <= free
        name = self._loaded.info.name
        logger.info("%s is closed first: %d bytes are needed, %d are free", name, need, free)
        self._to_reload, self._loaded, self._opened = self._loaded.request, None, None
        self._free_memory()
        progress(Sentence("{old} is closed first: both do not fit into memory", old=name))
        return False

    def _choose_device(self, requested: str) -> DeviceChoice:
        if self._card_is_lost and requested != "cpu":
            return DeviceChoice(
                CPU,
                Sentence("The graphics card failed; it can be used again after a new start."),
            )
        return choose_device(requested)

    def _ready(self) -> _Loaded:
        """Return what is loaded; what was lost with the card is read again first."""
        if self._to_reload is not None:
            self._load(self._to_reload, say_nothing)
        if self._loaded is None:
            raise NoModelError("No model is loaded. Open one first.")
        return self._loaded

    def _network(self, heads: tuple[HeadChange, ...] = ()) -> Network:
        """Return what reads whole texts, with all threads: a run may have ended with fewer.

        With changed heads it is the network as stored.
        """
        loaded = self._ready()
        torch.set_num_threads(loaded.info.threads)
        if heads:
            return self._inside().reader_with(heads).network
        return loaded.reader.network

    def _start(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        loaded = self._ready()
        expect_a_layout(request, loaded.info)
        reader, chooser = loaded.reader, loaded.choose
        gain = loaded.gain if request.may_guess and not request.heads else None
        if request.heads:
            reader, chooser = self._inside().reader_with(request.heads), choose
        return generate(
            reader,
            loaded.language.tokenizer,
            request,
            cancelled,
            template=loaded.language.layout,
            choose=chooser,
            gain=gain,
        )

    def _clean_up_after(self, error: BaseException) -> GPTDeskError:
        """Make the engine usable again; return what to raise. A defect is raised as it is."""
        failure = error if isinstance(error, GPTDeskError) else explain_failure(error)
        if failure is None:
            raise error
        logger.warning("a job failed: %s: %s", type(error).__name__, error)
        forget_frames(error)
        self._opened = None
        if isinstance(failure, DeviceLostError):
            self._card_is_lost = True
            self._spare = None
            if self._loaded is not None:
                self._to_reload = replace(self._loaded.request, device="cpu")
                self._loaded = None
        if self._loaded is not None:
            self._loaded.reader.forget()  # an answer that runs reads its text again
            self._loaded.look_back.forget()
        self._free_memory()
        return failure

    def _free_memory(self) -> None:
        trim_memory()
        if torch.cuda.is_initialized() and not self._card_is_lost:
            torch.cuda.empty_cache()


def _precisions_of(stored: StoredModel, device_type: str) -> tuple[str, ...]:
    has_groups = not IN_GROUPS.isdisjoint(stored.stored_dtype.split(" and "))
    return precisions_of(stored.config, device_type, has_groups=has_groups)


def _too_coarse_note(precision: str, error: PrecisionError) -> str:
    return Sentence(
        "{precision} is not offered for this file: its error was {nats:.1e} nats, with another "
        "first choice at {share:.0%} of the places.",
        precision=precision.capitalize(),
        nats=error.mean_kl,
        share=1 - error.same_top,
    )


def _stamp_of(file: Path) -> tuple[int, int] | None:
    try:
        now = file.stat()
    except OSError:  # reading it says so
        return None
    return now.st_size, now.st_mtime_ns


def _opened(request: LoadRequest, progress: LoadProgress) -> StoredModel:
    return open_checkpoint(request.path, context_limit=request.context_limit, progress=progress)


def _read(
    stored: StoredModel, precision: str, device: torch.device, language: Language
) -> Runtime | LlamaRuntime:
    """Read the weights, and pack them into the network that answers."""
    if isinstance(stored.config, LlamaConfig):
        trial_ids = language.tokenizer.encode(TRIAL_TEXT)
        return pack_llama(stored, precision, device=device, trial_ids=trial_ids)
    return pack(stored, precision, device=device)


def _facts_of(
    stored: StoredModel,
    sha256: str,
    network: Runtime | LlamaRuntime,
    choice: DeviceChoice,
    threads: int,
    language: Language,
) -> ModelInfo:
    """Put together what the window shows of a model."""
    config = network.cfg
    _, context = memory_needed(config, network.precision, choice.device.type)
    return ModelInfo(
        name=stored.name,
        path=stored.path,
        sha256=sha256,
        file_format=stored.file_format,
        shape=shape_of(config),
        size_bytes=network.size_bytes,
        precision=network.precision,
        kernel=network.kernel,
        error=network.error,
        device=str(choice.device),
        device_reason=choice.reason,
        threads=threads,
        template=language.template,
        vocabulary=language.tokenizer.vocabulary,
        chat=language.chat,
        can_converse=language.can_converse,
        longest_context=stored.longest_context,
        context_bytes=context,
        licence=stored.licence,
        bits_per_weight=stored.bits_per_weight,
        notes=(*stored.notes, *language.notes),
    )


def _with_language(info: ModelInfo, language: Language) -> ModelInfo:
    """Return the facts of a model whose conversations are laid out another way now."""
    return replace(
        info,
        template=language.template,
        vocabulary=language.tokenizer.vocabulary,
        chat=language.chat,
        can_converse=language.can_converse,
        layout=language.chosen,
    )
