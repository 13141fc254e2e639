"""Gradients: of a text's loss, part by part, and along a line of embeddings.

A packed network cannot take part in a backward pass: its tensors were made in inference mode. So
each block is copied when its turn comes, passed once more from the stream that the pass has kept,
and given up; what the head does is written out. Never more than one block is held twice. Must not
know what becomes of a gradient.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from threading import Event

import torch
from torch import Tensor

from gptdesk.chat.changes import Changes
from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import Sight, decode
from gptdesk.engine.inside.values import (
    IntegratedGradients,
    IntegratedGradientsRequest,
    Loss,
    LossRequest,
)
from gptdesk.engine.run.device import returning_memory
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.config import NetworkConfig
from gptdesk.model.walk import hidden_places, pass_block
from gptdesk.model.walked import Block, ReadableNetwork, blocks_of, input_parts, positions_of

_ROWS = 32  # of the logits, at a time
_TABLE_ROWS = 4096  # of a parameter, at a time
_FEWEST_STEPS, _MOST_STEPS = 16, 256  # of the midpoint rule
_GOOD_REMAINDER = 0.01  # of the difference
_PLACES_AT_A_TIME = 1024  # of all texts on the line that pass a block together

UseGradient = Callable[[str, dict[str, Tensor]], None]  # a part; gradients by parameter's name


@returning_memory()
def measure_loss(
    request: LossRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Loss | None:
    """Return the loss of the text up to the place, and how long its gradient is.

    Raises:
        RequestError: nothing is predicted in the text.
    """
    lengths: dict[str, float] = {}

    def use(part: str, gradients: dict[str, Tensor]) -> None:
        lengths[part] = sqrt(sum(inner_product(g, g) for g in gradients.values()))

    has_shortcuts = not request.is_without_shortcuts
    log_p = pass_back(sight, cancelled, progress, use, has_shortcuts=has_shortcuts)
    return None if log_p is None else loss_of(sight, log_p, lengths)


def loss_of(sight: Sight, log_p: Sequence[float], lengths: dict[str, float]) -> Loss:
    """Return a `Loss` from ln p of every token that is predicted, and lengths in any order."""
    blocks = (f"block {number}" for number in range(1, sight.network.cfg.n_layers + 1))
    order = ("token", "position", *blocks, "final norm", "head")
    return Loss(
        first_place=sight.window.start + 1,
        p=chances(log_p),
        mean_nats=mean_nats(log_p),
        gradient_lengths=tuple((part, lengths[part]) for part in order if part in lengths),
    )


def chances(log_p: Sequence[float]) -> tuple[float, ...]:
    """Return p from ln p; not a number where that is none."""
    return tuple(to_floats(torch.tensor(log_p, dtype=torch.float64).exp()))


def mean_nats(log_p: Sequence[float]) -> float:
    """Return the mean of -ln p; infinite or not a number where one of them is."""
    return -sum(log_p) / len(log_p)


@torch.inference_mode(mode=False)
@torch.no_grad()
def pass_back(
    sight: Sight,
    cancelled: Event,
    progress: Progress,
    use: UseGradient,
    *,
    has_shortcuts: bool = True,
) -> list[float] | None:
    """Pass the loss of a text back through the network, with the changes of the sight.

    Args:
        sight: the text up to its place; its tokens after the first are predicted.
        cancelled: looked at before every block and every few rows of the head.
        progress: called with blocks done and blocks in all.
        use: called with each part's gradients, from the last part to the first; they are given up
            after it. Parts are named as in `Loss`; a tied head's gradient is in the token's.
        has_shortcuts: as in `pass_block`; without them the text is read once more.

    Returns:
        ln p of every token that is predicted, float64; None when cancelled.

    Raises:
        RequestError: nothing is predicted in the text.
    """
    network, walk, n = sight.network, sight.walk, len(sight.ids)
    n_layers, device = network.cfg.n_layers, network.tok_emb.weight.device
    if n < 2:
        raise RequestError("The loss of a text is that of its tokens after the first: it has one.")
    ids = torch.tensor(sight.ids, device=device)
    hidden = hidden_places(walk.changes, n, device)
    if has_shortcuts:
        streams = [walk.stream(index)[:n] for index in range(n_layers + 1)]
    else:
        streams = _streams_without_shortcuts(sight, hidden, cancelled)
        if streams is None:
            return None

    x = streams.pop().clone().requires_grad_()
    final_norm = copy.deepcopy(network.final_norm).requires_grad_()
    with torch.enable_grad():
        h = final_norm(x)
    d_head = torch.zeros(network.out_head.weight.shape, dtype=h.dtype, device=device)
    passed = _pass_head(network, h.detach(), ids[1:], d_head, cancelled)
    if passed is None:
        return None
    log_p, d_h = passed
    d_x = _pass_part_back(final_norm, "final_norm.", h, x, d_h, "final norm", use)
    d_token = d_head
    if not network.cfg.tie_embeddings:
        use("head", {"out_head.weight": d_head})
        del d_head
        d_token = torch.zeros(network.tok_emb.weight.shape, dtype=h.dtype, device=device)

    for index in reversed(range(n_layers)):
        if cancelled.is_set():
            return None
        block = copied_block(network, index).requires_grad_()
        x = streams.pop().clone().requires_grad_()
        with torch.enable_grad():
            after = passed_block(
                network.cfg, block, x, walk.changes, index, hidden, has_shortcuts=has_shortcuts
            )
        prefix, part = f"trf_blocks.{index}.", f"block {index + 1}"
        d_x = _pass_part_back(block, prefix, after, x, d_x, part, use)
        progress(n_layers - index, n_layers)

    if (positions := positions_of(network)) is not None:
        d_position = torch.zeros(positions.shape, dtype=h.dtype, device=device)
        d_position[:n] = d_x
        use("position", {"pos_emb.weight": d_position})
    d_token.index_add_(0, ids, d_x)
    use("token", {"tok_emb.weight": d_token})
    return log_p


def _streams_without_shortcuts(
    sight: Sight, hidden: Tensor | None, cancelled: Event
) -> list[Tensor] | None:
    """Return the stream before every block, and the last one, (n, d) each; None when cancelled."""
    network, changes = sight.network, sight.walk.changes
    streams = [sight.walk.stream(0)[: len(sight.ids)]]
    for index, block in enumerate(blocks_of(network)):
        if cancelled.is_set():
            return None
        x = streams[-1]
        streams.append(
            passed_block(network.cfg, block, x, changes, index, hidden, has_shortcuts=False)
        )
    return streams


def _pass_part_back(
    module: torch.nn.Module,
    prefix: str,
    after: Tensor,
    x: Tensor,
    d_after: Tensor,
    part: str,
    use: UseGradient,
) -> Tensor:
    """Hand on the gradients of a module's parameters; return that of what entered it, (n, d)."""
    names, parameters = zip(*module.named_parameters(), strict=True)
    d_x, *gradients = torch.autograd.grad(after, (x, *parameters), d_after)
    use(part, {f"{prefix}{name}": g for name, g in zip(names, gradients, strict=True)})
    return d_x


def _pass_head(
    network: ReadableNetwork, h: Tensor, following: Tensor, d_head: Tensor, cancelled: Event
) -> tuple[list[float], Tensor] | None:
    """Return ln p of the tokens that follow, and the gradient of their loss by h, (n, d).

    Written out: the loss by a row of logits is (p - 1 at the token that follows) / tokens.

    Args:
        h: what the head reads, (n, d).
        following: a token for each row but the last, (n - 1,).
        d_head: the gradient by the head's weights is added to it, (V, d).
    """
    weight, count = network.out_head.weight, len(following)
    d_h, log_p = torch.zeros_like(h), list[float]()
    for start in range(0, count, _ROWS):
        if cancelled.is_set():
            return None
        rows = slice(start, min(start + _ROWS, count))
        targets = following[rows].unsqueeze(1)
        logs = (h[rows] @ weight.T).double().log_softmax(dim=1)
        own = logs.gather(1, targets)
        log_p += to_floats(own.flatten())
        d_logits = logs.exp_().scatter_add_(1, targets, -torch.ones_like(own))
        d_logits = (d_logits / count).to(h.dtype)
        d_h[rows] = d_logits @ weight
        d_head.addmm_(d_logits.T, h[rows])
    return log_p, d_h


def copied_block(network: ReadableNetwork, index: int) -> Block:
    """Return a copy of a block, counted from 0, that can take part in a backward pass."""
    return copy.deepcopy(blocks_of(network)[index])


def passed_block(
    cfg: NetworkConfig,
    block: Block,
    x: Tensor,
    changes: Changes,
    index: int,
    hidden: Tensor | None,
    *,
    has_shortcuts: bool = True,
) -> Tensor:
    """Return the stream of a whole text, (n, d), after a block, counted from 0."""
    none = x.new_empty(cfg.n_kv_heads, 0, cfg.head_dim)
    of_block = changes.in_block(index + 1)
    return pass_block(cfg, block, x, none, none, of_block, hidden, has_shortcuts=has_shortcuts)[1]


@torch.inference_mode(mode=False)
@torch.no_grad()
def log_p_of(network: ReadableNetwork, x: Tensor, ids: Sequence[int]) -> list[float]:
    """Return ln p, float64, of the tokens of a text after its first, from its last stream, (n, d).

    Whatever the numbers are: where they are none, ln p is none.
    """
    following = torch.tensor(ids[1:], device=x.device)
    log_p: list[float] = []
    for start in range(0, len(following), _ROWS):
        targets = following[start : start + _ROWS].unsqueeze(1)
        logits = decode(network, x[start : start + len(targets)]).double()
        log_p += to_floats(logits.log_softmax(dim=1).gather(1, targets).flatten())
    return log_p


def inner_product(one: Tensor, other: Tensor) -> float:
    """Return the sum of all products of two tensors of one shape, in float64 and in slices."""
    pairs = zip(table_slices(one), table_slices(other), strict=True)
    return sum(float((a.double() * b.double()).sum()) for a, b in pairs)


def table_slices(values: Tensor) -> Iterator[Tensor]:
    """Return a tensor's rows, some thousand at a time, as views."""
    return (values[i : i + _TABLE_ROWS] for i in range(0, len(values), _TABLE_ROWS))


@returning_memory()
def integrate_gradients(
    request: IntegratedGradientsRequest, passes: Passes, cancelled: Event, progress: Progress
) -> IntegratedGradients | None:
    """Return what each token adds to ln p of the target, along a line from the baseline.

    The changes of the place hold on the whole line. The progress begins anew with twice the steps.

    Raises:
        RequestError: the baseline is of no use: the vocabulary has no token that ends a text, or
            the input is nothing but the token's vector, of which the first norm takes the length.
    """
    sight = passes.sight(request.at, cancelled, progress, request.target_id)
    if sight is None:
        return None
    line = _Line.of(sight, request.baseline, passes.end_id)
    start, end = line.log_p(0.0), line.log_p(1.0)
    steps = _FEWEST_STEPS
    while True:
        values = line.integral(steps, cancelled, progress)
        if values is None:
            return None
        answer = IntegratedGradients(
            target_id=sight.target_id,
            first_place=sight.window.start + 1,
            values=tuple(to_floats(values)),
            baseline=request.baseline,
            steps=steps,
            start=start,
            end=end,
        )
        if abs(answer.remainder) <= _GOOD_REMAINDER * abs(end - start) or steps >= _MOST_STEPS:
            return answer
        steps *= 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A straight line of a text's token vectors; position vectors, where there are any, stay.

    Attributes:
        sight: the text up to its place, and the token that is asked about.
        baseline: where it begins, (n, d) or (d,).
        difference: from there to the text's own vectors, (n, d).
        rest: of the input, (n, d); 0 where the token's vector is all of it.
        hidden: as `hidden_places` returns it.
    """

    sight: Sight
    baseline: Tensor
    difference: Tensor
    rest: Tensor
    hidden: Tensor | None

    @classmethod
    @torch.inference_mode(mode=False)
    @torch.no_grad()
    def of(cls, sight: Sight, baseline: str, end_id: int | None) -> _Line:
        table = sight.network.tok_emb.weight
        start = torch.zeros_like(table[0])
        parts = input_parts(sight.network, sight.ids)
        if baseline == "zero" and len(parts) == 1:
            raise RequestError(
                "A line from zero tells nothing of this network: its first norm makes the same of "
                "a vector at any length, so that all happens at zero. Begin at end of text."
            )
        if baseline == "end_of_text":
            if end_id is None or end_id >= len(table):
                raise RequestError(
                    "This model's vocabulary has no token that ends a text. Begin at zero."
                )
            start = table[end_id].clone()
        difference = parts.pop("token") - start
        rest = sum(parts.values(), torch.zeros_like(difference))
        hidden = hidden_places(sight.walk.changes, len(sight.ids), table.device)
        return cls(sight, start, difference, rest, hidden)

    @torch.inference_mode(mode=False)
    @torch.no_grad()
    def log_p(self, share: float) -> float:
        """Return ln p of the target where `share` of the line lies behind."""
        last = self._streams(share)[-1]
        logits = decode(self.sight.network, last[-1:])[0].double()
        return float(logits.log_softmax(dim=0)[self.sight.target_id])

    @torch.inference_mode(mode=False)
    @torch.no_grad()
    def integral(self, steps: int, cancelled: Event, progress: Progress) -> Tensor | None:
        """Return the sum over d of difference · mean gradient, by token, float64, (n,)."""
        total = torch.zeros_like(self.difference, dtype=torch.float64)
        n_together = max(1, _PLACES_AT_A_TIME // len(total))
        for first in range(0, steps, n_together):
            numbers = range(first, min(first + n_together, steps))
            gradients = self._gradients([(k + 0.5) / steps for k in numbers], cancelled)
            if gradients is None:
                return None
            for gradient in gradients:
                total += gradient
            progress(numbers[-1] + 1, steps)
        return (self.difference * total).sum(dim=1) / steps

    def _streams(self, share: float) -> list[Tensor]:
        """Return the stream before every block, and the last one, (n, d) each."""
        network, changes = self.sight.network, self.sight.walk.changes
        streams = [self.baseline + share * self.difference + self.rest]
        for index, block in enumerate(blocks_of(network)):
            x = streams[-1]
            streams.append(passed_block(network.cfg, block, x, changes, index, self.hidden))
        return streams

    def _gradients(self, shares: Sequence[float], cancelled: Event) -> list[Tensor] | None:
        """Return the gradient of ln p by the token vectors, (n, d), at points of the line."""
        network, changes = self.sight.network, self.sight.walk.changes
        texts: list[list[Tensor]] = []
        for share in shares:
            if cancelled.is_set():
                return None
            texts.append(self._streams(share))
        gradients = [self._through_head(streams.pop()) for streams in texts]
        for index in reversed(range(network.cfg.n_layers)):
            block = copied_block(network, index)
            for number, streams in enumerate(texts):
                if cancelled.is_set():
                    return None
                x = streams.pop().clone().requires_grad_()
                with torch.enable_grad():
                    after = passed_block(network.cfg, block, x, changes, index, self.hidden)
                (gradients[number],) = torch.autograd.grad(after, x, gradients[number])
        return gradients

    def _through_head(self, last: Tensor) -> Tensor:
        """Return the gradient of ln p by the last stream, (n, d): of its last row only.

        Written out for the head: by the logits it is 1 at the target minus p.
        """
        network = self.sight.network
        x = last[-1:].clone().requires_grad_()
        with torch.enable_grad():
            h = copy.deepcopy(network.final_norm)(x)
        weight = network.out_head.weight
        d_logits = -(h.detach() @ weight.T).double().softmax(dim=1)
        d_logits[0, self.sight.target_id] += 1
        (d_x,) = torch.autograd.grad(h, x, d_logits.to(h.dtype) @ weight)
        gradient = torch.zeros_like(last)
        gradient[-1:] = d_x
        return gradient
