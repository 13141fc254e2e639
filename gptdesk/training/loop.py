"""The training loop: loss, backward, update.

Owns the run from first weights to finished network. Knows nothing about text (`dataset.py`) or
about files (`checkpoint.py`, `export.py`), and prints nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from gptdesk.engine.run.device import physical_memory_bytes
from gptdesk.errors import TrainingError
from gptdesk.model.gpt import GPTModel
from gptdesk.training.checkpoint import (
    CHECKPOINT_NAME,
    SavedRun,
    digest_of,
    digest_of_weights,
    load_run,
    read_run,
    require_start,
    restore,
    save_run,
    state_of,
)
from gptdesk.training.dataset import END_OF_TEXT_ID, Corpus, Row, plan_rows, read_rows
from gptdesk.training.head import head_loss
from gptdesk.training.optimizers import make_optimizers, without_compiler
from gptdesk.training.options import VOCAB_SIZE, TrainingOptions
from gptdesk.training.vocabulary import IGNORED, ReducedVocabulary


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands.

    Attributes:
        step, steps: updates done and to do.
        loss: of the latest step, nats per token.
        learning_rate: of the latest step.
        tokens_per_s: since this process began.
        remaining_s: at that speed.
    """

    step: int
    steps: int
    loss: float
    learning_rate: float
    tokens_per_s: float
    remaining_s: float


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a run leaves behind.

    Attributes:
        model: over the full GPT-2 vocabulary, float32, in evaluation mode.
        losses: of every step, nats per token.
    """

    model: GPTModel
    losses: list[float]


def learning_rate_at(step: int, options: TrainingOptions) -> float:
    """Return the learning rate of a step: a straight warm-up, then half a cosine down to 0."""
    n_warmup = max(1, round(options.warmup_share * options.steps))
    if step < n_warmup:
        return options.learning_rate * (step + 1) / n_warmup
    done = (step - n_warmup) / max(1, options.steps - n_warmup)
    return options.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


@without_compiler()
def train(
    corpus: Corpus,
    options: TrainingOptions,
    folder: Path,
    *,
    start: GPTModel | None = None,
    device: str = "cpu",
    checkpoint_every: int = 250,
    on_progress: Callable[[Progress], None] | None = None,
    on_restored: Callable[[Sequence[float]], None] | None = None,
    on_weights: Callable[[int, GPTModel, ReducedVocabulary], None] | None = None,
    is_paused: Callable[[], bool] = lambda: False,
    on_kept: Callable[[int], None] | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> TrainedModel:
    """Train a network, or go on where the checkpoint in `folder` stands.

    Killed at any moment and called again with the same arguments, it gives the same weights.
    Called with fewer `steps` than before, it brings the learning rate down earlier.

    Args:
        corpus: the text.
        options: the network and the run.
        folder: of the checkpoint.
        start: a model over the full GPT-2 vocabulary with a tied head, whose weights the run
            begins with instead of first ones; the network's shape is its own, the dropout that of
            the options. Ids met too rarely keep their rows as they are, and are in the softmax:
            the network learns when not to say them.
        device: where to compute.
        checkpoint_every: steps.
        on_progress: called after each step.
        on_restored: called with the losses of the steps that an earlier run did.
        on_weights: called after each step with the steps done and the network as it is, to be
            looked at.
        is_paused: asked after each step; if so the checkpoint is kept, for `is_stopped` will wait:
            a process that is ended meanwhile loses nothing.
        on_kept: called with the steps done when that is on the disk.
        is_stopped: asked after each step; a run that is stopped keeps its checkpoint first.

    Raises:
        KeyboardInterrupt: it was stopped.
        TrainingError: the checkpoint in `folder` belongs to another run or cannot be read or
            written, the text is too short for the options, or a number is none any more: then
            the latest checkpoint is the last good one.
    """
    _require_parts(corpus, options)
    saved = load_run(folder, options, corpus, start)
    if options.precision == "auto":  # measured once: a resumed run must not measure differently
        precision = saved.options["precision"] if saved else _faster_precision(device)
        options = replace(options, precision=precision)
    rows = plan_rows(corpus, options)
    if saved:  # the same rows of the head, even if `steps` has changed
        vocabulary = ReducedVocabulary(saved.learned_ids, VOCAB_SIZE)
    else:
        counts = _count_ids(corpus.tokens, rows)
        vocabulary = ReducedVocabulary.from_counts(counts, options.min_count)
        _require_words(vocabulary, options)
    if start is not None:
        vocabulary = vocabulary.with_rows_of(start.tok_emb.weight.detach())
    _require_memory(options, vocabulary.size, device)

    torch.manual_seed(options.seed)
    if start is None:
        model = GPTModel(options.network(vocabulary.size))
        initialise(model)
    else:
        model = _with_vocabulary(start, vocabulary, options.drop_rate)
    model.to(device).train()
    optimizers = make_optimizers(model, options)
    losses: list[float] = []
    if saved:
        restore(saved, folder, model, optimizers)
        losses += saved.losses
        if on_restored:
            on_restored(losses)

    text, origin = digest_of(corpus), digest_of_weights(start)
    started_s, first_step = time.monotonic(), len(losses)
    n_saved = first_step

    def keep() -> int:
        state = state_of(model, optimizers)
        if not all(tensor.isfinite().all() for tensor in state.values()):
            raise _diverged(folder, len(losses), n_saved)
        run = SavedRun(options.to_dict(), text, origin, vocabulary.learned, state, losses)
        save_run(folder, run)
        return len(losses)

    for step in range(first_step, options.steps):
        batch_rows = rows[step * options.batch_size : (step + 1) * options.batch_size]
        batch = vocabulary.reduce(read_rows(corpus.tokens, batch_rows, options.ctx_len + 1))
        torch.manual_seed(options.seed + step)  # dropout that does not depend on the past
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["lr"] = learning_rate_at(step, options)
        try:
            losses.append(_update(model, optimizers, batch.to(device), vocabulary, options))
        except FloatingPointError as exc:
            raise _diverged(folder, step + 1, n_saved) from exc

        if on_progress:
            step_s = (time.monotonic() - started_s) / (step + 1 - first_step)
            on_progress(_progress(losses, options, step_s))
        if on_weights:
            on_weights(step + 1, model, vocabulary)
        asked_s = time.monotonic()
        if is_paused():
            n_saved = keep()
            if on_kept:
                on_kept(n_saved)
        is_last, must_end = step + 1 == options.steps, is_stopped()
        started_s += time.monotonic() - asked_s  # a pause is no time of training
        is_due = (step + 1) % checkpoint_every == 0 or is_last or must_end
        if is_due and n_saved <= step:
            n_saved = keep()
        if must_end and not is_last:
            raise KeyboardInterrupt
    return TrainedModel(to_full_vocabulary(model, vocabulary, start), losses)


@without_compiler()
def network_so_far(folder: Path, start: GPTModel | None = None) -> GPTModel:
    """Return the network as the checkpoint in `folder` has it, over the full GPT-2 vocabulary.

    Args:
        folder: of the checkpoint.
        start: what the run began with, as in `train`.

    Raises:
        TrainingError: there is no checkpoint, it cannot be read, or was begun otherwise.
    """
    saved = read_run(folder)
    if saved is None:
        raise TrainingError("{folder}: there is no checkpoint of a training.", folder=folder)
    require_start(saved, folder, start)
    options = TrainingOptions(**saved.options)
    vocabulary = ReducedVocabulary(saved.learned_ids, VOCAB_SIZE)
    if start is None:
        model = GPTModel(options.network(vocabulary.size))
    else:
        vocabulary = vocabulary.with_rows_of(start.tok_emb.weight.detach())
        model = _with_vocabulary(start, vocabulary, options.drop_rate)
    restore(saved, folder, model, make_optimizers(model, options))
    return to_full_vocabulary(model, vocabulary, start)


def initialise(model: GPTModel) -> None:
    """Draw GPT-2's first weights: N(0, 0.02), less where a block adds to the residual stream.

    A tied head needs it: PyTorch's own N(0, 1) embedding would give logits of ±emb_dim.
    """
    # "Language Models are Unsupervised Multitask Learners", section 2.3: 1/√(residual layers).
    residual_std = 0.02 / math.sqrt(2 * model.cfg.n_layers)
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:  # biases start at 0, the norms' scales stay at 1
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
        elif name.endswith(("att.out_proj.weight", "ff.layers.2.weight")):
            nn.init.normal_(parameter, std=residual_std)
        else:
            nn.init.normal_(parameter, std=0.02)


def to_full_vocabulary(
    model: GPTModel, vocabulary: ReducedVocabulary, start: GPTModel | None = None
) -> GPTModel:
    """Return the same network over all of GPT-2's ids; `start` is what its training began with."""
    weights = dict(model.state_dict())
    first_rows = start.tok_emb.weight.detach() if start else None
    weights["tok_emb.weight"] = vocabulary.expand(weights["tok_emb.weight"].cpu(), first_rows)
    weights["out_head.weight"] = weights["tok_emb.weight"]
    full = GPTModel(replace(model.cfg, vocab_size=vocabulary.full_size))
    full.load_state_dict(weights)
    return full.eval()


def _with_vocabulary(start: GPTModel, vocabulary: ReducedVocabulary, drop_rate: float) -> GPTModel:
    """Return a copy of a network that has the rows of a reduced vocabulary only."""
    weights = {name: tensor.clone() for name, tensor in start.state_dict().items()}
    weights["tok_emb.weight"] = vocabulary.shrink(weights["tok_emb.weight"])
    weights["out_head.weight"] = weights["tok_emb.weight"]
    model = GPTModel(replace(start.cfg, vocab_size=vocabulary.size, drop_rate=drop_rate))
    model.load_state_dict(weights)
    return model


def _update(
    model: GPTModel,
    optimizers: Sequence[torch.optim.Optimizer],
    batch: Tensor,
    vocabulary: ReducedVocabulary,
    options: TrainingOptions,
) -> float:
    """Do one step on rows of ctx_len + 1 tokens, (B, T + 1); return its loss.

    Raises:
        FloatingPointError: loss or gradients are infinite or NaN; the weights are as before.
    """
    inputs, targets = batch[:, :-1], batch[:, 1:].flatten()  # (B, T) and (B * T,)
    targets = targets.masked_fill(targets == vocabulary.rest_id, IGNORED)
    with torch.autocast(batch.device.type, torch.bfloat16, enabled=options.precision == "bfloat16"):
        hidden = model.hidden_states(inputs)  # (B, T, emb_dim)
    if options.precision == "bfloat16":
        hidden = hidden.bfloat16()
    rows, frozen = model.tok_emb.weight, vocabulary.frozen.to(batch.device)
    loss = head_loss(hidden.flatten(0, 1), rows, targets, n_rest=vocabulary.n_rest)
    loss.backward()
    assert rows.grad is not None
    rows.grad[frozen] = 0
    frozen_rows = rows.detach()[frozen]  # a copy, for the decay pulls at every row
    norm = nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
    if not (loss.isfinite() and norm.isfinite()):
        raise FloatingPointError
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    rows.detach()[frozen] = frozen_rows
    return loss.item()


def _diverged(folder: Path, step: int, n_saved: int) -> TrainingError:
    if not n_saved:
        return TrainingError(
            "The training broke down: in step {step:,} a number became infinite or no number at "
            "all. Nothing was saved. Begin anew with a lower --learning-rate, in another folder.",
            step=step,
        )
    return TrainingError(
        "The training broke down: in step {step:,} a number became infinite or no number at all. "
        "{file} is as it was after step {saved_step:,}. "
        "Begin anew with a lower --learning-rate, in another folder.",
        step=step,
        file=folder / CHECKPOINT_NAME,
        saved_step=n_saved,
    )


def _require_parts(corpus: Corpus, options: TrainingOptions) -> None:
    names = [part.name for part in corpus.parts]
    for name in (*options.mix, *options.final_mix):
        if name not in names:
            raise TrainingError(
                "There is no part {name!r} of the text, only {parts}.",
                name=name,
                parts=", ".join(names),
            )


def _require_words(vocabulary: ReducedVocabulary, options: TrainingOptions) -> None:
    """Refuse a run in which all tokens are too rare: it would learn nothing, at a loss of 0."""
    if all(token_id == END_OF_TEXT_ID for token_id in vocabulary.kept.tolist()):
        raise TrainingError(
            "Nothing can be learned: no token is met {min_count:,} times in "
            "{steps:,} steps of {tokens_per_step:,} tokens. Give more text, more "
            "--steps or a lower --min-count.",
            min_count=options.min_count,
            steps=options.steps,
            tokens_per_step=options.tokens_per_step,
        )


def _require_memory(options: TrainingOptions, vocab_size: int, device: str) -> None:
    """Refuse what cannot fit: a system that promises memory it has not ends the process later."""
    total_bytes = physical_memory_bytes()
    needed_bytes = options.least_bytes(vocab_size)
    if device == "cpu" and total_bytes is not None and needed_bytes > total_bytes:
        raise TrainingError(
            "This training needs more than {needed_gb:,.0f} GB of memory, and this "
            "computer has {total_gb:,.0f} GB. Give a smaller --emb-dim, --n-layers, "
            "--ctx-len or --batch-size.",
            needed_gb=needed_bytes / 1e9,
            total_gb=total_bytes / 1e9,
        )


def _progress(losses: list[float], options: TrainingOptions, step_s: float) -> Progress:
    return Progress(
        step=len(losses),
        steps=options.steps,
        loss=losses[-1],
        learning_rate=learning_rate_at(len(losses) - 1, options),
        tokens_per_s=options.tokens_per_step / step_s,
        remaining_s=(options.steps - len(losses)) * step_s,
    )


def _count_ids(tokens: Tensor, rows: list[Row]) -> Tensor:
    """How often the run will meet every id of the full vocabulary, (VOCAB_SIZE,), int64."""
    # Documents are met many times: count the visits of every stretch, then its ids once.
    visits = torch.zeros(len(tokens) + 1, dtype=torch.int64)
    starts, ends = torch.tensor([span for row in rows for span in row]).T
    visits.index_add_(0, starts, torch.ones_like(starts))
    visits.index_add_(0, ends, -torch.ones_like(ends))
    counts = torch.zeros(VOCAB_SIZE, dtype=torch.int64)
    counts[END_OF_TEXT_ID] = len(rows) // 2  # the marks that `read_rows` adds
    return counts.index_add_(0, tokens.long(), visits.cumsum(0)[:-1])


def _faster_precision(device: str) -> str:
    """Measure a matrix product in both precisions; bfloat16 must win clearly."""
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        x = torch.ones(1024, 512, dtype=dtype, device=device)
        for n_products in (1, 8):  # the first warms up
            started_s = time.perf_counter()
            for _ in range(n_products):
                (x @ x.T).sum().item()
            seconds[dtype] = time.perf_counter() - started_s
    return "bfloat16" if seconds[torch.bfloat16] * 1.3 < seconds[torch.float32] else "float32"
