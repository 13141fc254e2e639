"""Train a storyteller by what two others expect: how its second edition became one of both.

python tests/benchmarks/storyteller_teachers.py --corpus FOLDER --out FOLDER --start MEAN
    --stories MEAN --rest MEAN --mix PART=SHARE,… [--final-mix …] --steps N --learning-rate N

A MEAN is FOLDER:SHARE,FOLDER:SHARE,…. Of --start the weights are averaged, and the run begins with
them; of the teachers the probabilities. --stories teach in the parts that the first edition was
trained on, --rest in all others. A token's target is its teachers' distribution, and by --hard, a
quarter, the token that stands there (Hinton, Vinyals, Dean, arXiv:1503.02531, temperature 1).

A model that is trained on and on reads the same stories ten times and knows them by heart: 1.60
nats on what it read, 1.96 on what it did not. The mean of what it and the first edition expect is
0.03 better than either. That can be learned: a teacher does not say which token stood there, but
what might have.

Rows, vocabulary, optimizers and the learning rate's curve are those of `gptdesk-cli train`, in
bfloat16, on the CPU.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.gpt import GPTModel
from gptdesk.training.dataset import Corpus, Row, plan_rows, read_corpus, read_rows
from gptdesk.training.export import write_model
from gptdesk.training.head import CHUNK_ROWS
from gptdesk.training.loop import (
    _count_ids,
    _with_vocabulary,
    learning_rate_at,
    to_full_vocabulary,
)
from gptdesk.training.optimizers import make_optimizers, without_compiler
from gptdesk.training.options import TrainingOptions
from gptdesk.training.vocabulary import IGNORED, ReducedVocabulary

OF_THE_FIRST = frozenset(  # parts of its text
    ("tinystories", "story_chat", "kids_pd", "synth_qa", "storybooks", "qa_story", "chat_persona")
)
ABOUT = {"name": "storyteller", "license": "MIT", "template": "user_bot"}


def read_mean(text: str) -> list[tuple[float, GPTModel]]:
    """Read the models of a MEAN, each with its share."""
    pairs = (one.rpartition(":") for one in text.split(","))
    return [(float(share), read_checkpoint(Path(folder)).model) for folder, _, share in pairs]


def averaged(models: Sequence[tuple[float, GPTModel]]) -> GPTModel:
    """Return a network whose weights are the mean of others'."""
    states = [(share, model.state_dict()) for share, model in models]
    mean = GPTModel(models[0][1].cfg)
    mean.load_state_dict({n: sum(share * s[n] for share, s in states) for n in states[0][1]})
    return mean


class TaughtHead(torch.autograd.Function):
    """The loss of `gptdesk/training/head.py` with teachers' distributions beside the tokens."""

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        weight: Tensor,
        targets: Tensor,
        lessons: Sequence[tuple[Tensor, Tensor, Tensor]],
        rest_offset: float,
        hard: float,
    ) -> Tensor:
        """Return the mean surprise at the tokens, which is shown; the gradient is that of both.

        Args:
            ctx: torch's.
            hidden: (n, emb_dim), bfloat16.
            weight: the head, (vocab_size, emb_dim).
            targets: (n,).
            lessons: of every teacher its hidden states, its head, and its share of each row, (n,).
            rest_offset: log of how many ids the last row stands for.
            hard: share of the token in the target.
        """
        head, counted = weight.to(hidden.dtype), targets != IGNORED
        targets = targets.masked_fill(~counted, 0).unsqueeze(1)
        grad_hidden, grad_weight = torch.empty_like(hidden), torch.zeros_like(weight)
        surprise = torch.zeros(())
        for start in range(0, len(hidden), CHUNK_ROWS):
            rows = slice(start, start + CHUNK_ROWS)
            grad = _p(hidden[rows], head, rest_offset)
            p = grad.gather(1, targets[rows]).float().squeeze(1)
            surprise -= (p.clamp(min=1e-38).log() * counted[rows]).sum()
            for taught, teacher_head, share in lessons:
                if share[rows].any():
                    said = _p(taught[rows], teacher_head, rest_offset)
                    grad -= said * ((1 - hard) * share[rows]).to(grad.dtype).unsqueeze(1)
            grad.scatter_add_(1, targets[rows], grad.new_full((len(p), 1), -hard))
            mean = (counted[rows] / counted.sum()).unsqueeze(1).to(grad.dtype)
            grad_hidden[rows] = grad @ head * mean
            grad_weight += grad.T @ (hidden[rows] * mean)
        ctx.save_for_backward(grad_hidden, grad_weight)
        return surprise / counted.sum()

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        """Hand out what `forward` found."""
        grad_hidden, grad_weight = ctx.saved_tensors
        return grad_hidden * grad_outputs[0], grad_weight * grad_outputs[0], *(None,) * 4


def _p(hidden: Tensor, head: Tensor, rest_offset: float) -> Tensor:
    logits = hidden @ head.T
    logits[:, -1] += rest_offset
    return torch.softmax(logits, dim=-1)


def parts_of_the_first(corpus: Corpus) -> Tensor:
    """Return of every token of a corpus whether its part is one of the first edition's, bool."""
    found = torch.zeros(len(corpus.tokens), dtype=torch.bool)
    for part in corpus.parts:
        for start, end in part.documents if part.name in OF_THE_FIRST else ():
            found[start:end] = True
    return found


def marks_of(corpus: Corpus, batch: Sequence[Row], ids: Tensor, marks: Tensor) -> Tensor:
    """Return the marks of the tokens that `read_rows` gathers, (B, T + 1)."""
    gathered = []
    for row, of_row in zip(batch, ids, strict=True):
        found = torch.cat([marks[start:end] for start, end in row])
        if of_row[0] != corpus.tokens[row[0][0]]:  # <|endoftext|> stands before the first document
            found = torch.cat((found[:1], found))
        gathered.append(found[: len(of_row)])
    return torch.stack(gathered)


class Run:
    """A network and its teachers over one reduced vocabulary."""

    def __init__(self, corpus: Corpus, options: TrainingOptions, args: argparse.Namespace) -> None:
        self._corpus, self._options, self._hard = corpus, options, args.hard
        self._rows, self._marks = plan_rows(corpus, options), parts_of_the_first(corpus)
        self._start = averaged(read_mean(args.start))
        counts = _count_ids(corpus.tokens, self._rows)
        vocabulary = ReducedVocabulary.from_counts(counts, options.min_count)
        self._vocabulary = vocabulary.with_rows_of(self._start.tok_emb.weight.detach())
        self._model = _with_vocabulary(self._start, self._vocabulary, options.drop_rate).train()
        self._optimizers = make_optimizers(self._model, options)
        self._teachers = [
            (share, is_of_first, _with_vocabulary(one, self._vocabulary, 0.0).eval())
            for is_of_first, mean in ((True, args.stories), (False, args.rest))
            for share, one in read_mean(mean)
        ]

    @property
    def result(self) -> GPTModel:
        """The network over the whole vocabulary."""
        return to_full_vocabulary(self._model, self._vocabulary, self._start)

    def do_step(self, step: int) -> float:
        """Do one update, and return the mean surprise at its tokens, nats."""
        options, vocabulary, model = self._options, self._vocabulary, self._model
        batch = self._rows[step * options.batch_size : (step + 1) * options.batch_size]
        ids = read_rows(self._corpus.tokens, batch, options.ctx_len + 1)
        marks = marks_of(self._corpus, batch, ids, self._marks)[:, 1:].flatten()
        ids = vocabulary.reduce(ids)
        inputs, targets = ids[:, :-1], ids[:, 1:].flatten()
        targets = targets.masked_fill(targets == vocabulary.rest_id, IGNORED)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model.hidden_states(inputs).bfloat16().flatten(0, 1)
            with torch.no_grad():
                lessons = [
                    (
                        teacher.hidden_states(inputs).bfloat16().flatten(0, 1),
                        teacher.tok_emb.weight.bfloat16(),
                        share * (marks == is_of_first),
                    )
                    for share, is_of_first, teacher in self._teachers
                ]
        rows, frozen = model.tok_emb.weight, vocabulary.frozen
        rest_offset = math.log(vocabulary.n_rest) if vocabulary.n_rest else -math.inf
        surprise = TaughtHead.apply(hidden, rows, targets, lessons, rest_offset, self._hard)
        surprise.backward()
        assert rows.grad is not None
        rows.grad[frozen] = 0
        frozen_rows = rows.detach()[frozen]  # a copy, for the decay pulls at every row
        nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate_at(step, options)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        rows.detach()[frozen] = frozen_rows
        return surprise.item()


def shares(text: str) -> dict[str, float]:
    """Return the shares of a mix, as `--mix` of `gptdesk-cli train` says them."""
    pairs = (one.split("=") for one in text.split(",") if one)
    return {part: float(share) for part, share in pairs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("corpus", "start", "stories", "rest", "mix", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--final-mix", default="")
    parser.add_argument("--final-share", type=float, default=0.35)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--min-count", type=int, default=24)
    parser.add_argument("--hard", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=21)
    args = parser.parse_args()
    mix, final_mix = shares(args.mix), shares(args.final_mix)
    corpus = read_corpus(Path(args.corpus), sorted({*mix, *final_mix}))
    options = TrainingOptions(
        steps=args.steps,
        learning_rate=args.learning_rate,
        min_count=args.min_count,
        seed=args.seed,
        mix=mix,
        final_mix=final_mix,
        final_share=args.final_share,
        precision="bfloat16",
    )
    with without_compiler():
        run = Run(corpus, options, args)
        losses: list[float] = []
        began_s = time.monotonic()
        for step in range(options.steps):
            losses.append(run.do_step(step))
            if len(losses) % 50 == 0 or len(losses) == options.steps:
                tokens = len(losses) * options.batch_size * options.ctx_len
                per_s = tokens / (time.monotonic() - began_s)
                mean = sum(losses[-50:]) / len(losses[-50:])
                print(f"step {step + 1}  loss {mean:.3f}  {per_s:,.0f} tokens/s", flush=True)
                write_model(run.result, Path(args.out), about=ABOUT)


if __name__ == "__main__":
    main()
