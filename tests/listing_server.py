"""Servers in vLLM's and SGLang's form, on loopback, whose numbers come from the bundled network.

The forms are NOT of real runs: they are replayed from what vLLM 0.11 to 0.18 and SGLang 0.5
document (`/tokenize`, `/detokenize`, `/v1/completions` with `logprobs` and
`return_tokens_as_token_ids`, `logit_bias`; `/generate` with `return_logprob`). What they tell is
computed by the storyteller: logarithms in float32, as theirs are.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

import torch
from torch import Tensor

from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
from gptdesk.resources import resource_path
from tests.json_server import Answer, Asked, JsonServer, serving

END = 50256
_COMPUTING = threading.Lock()  # one network for all of them
_END_NAME = "<|endoftext|>"
CONTEXT = 512


@cache
def _network() -> InferenceEngine:
    """Return the storyteller, which is read once."""
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(storyteller(), context_limit=CONTEXT), lambda _: None)
    return engine


@dataclass(kw_only=True)
class ListingFake(JsonServer):
    """A server, its network, and what it was asked.

    Attributes:
        kind: "vllm" or "sglang".
        most: alternatives that it tells at most; -1 is all.
        lays_out: whether its `/tokenize` takes conversations.
        one_hot: it tells probabilities after its own filters.
        name: of its model.
        drawn: ids of the tokens that it drew with a temperature.
        hold: cleared, no token is told until it is set again.
        pause_s: before each token that is asked for, as on a slow computer.
    """

    kind: str
    most: int = 20
    lays_out: bool = True
    one_hot: bool = False
    name: str = "storyteller"
    drawn: list[int] = field(default_factory=list[int])
    hold: Event = field(default_factory=Event)
    pause_s: float = 0.0

    def __post_init__(self) -> None:
        self.hold.set()
        self.engine = _network()
        self._place: tuple[int, ...] = ()  # of `_raw`, which is asked for again and again
        self._raw = torch.empty(0)

    def logits(self, context: Sequence[int]) -> Tensor:
        """Return the raw logits after a context, float32, (vocab_size,)."""
        if self._place != tuple(context):
            loaded = self.engine._loaded
            assert loaded is not None
            logits = loaded.reader.feed(list(context), Event())
            assert logits is not None
            self._place, self._raw = tuple(context), logits.float().clone()
        return self._raw.clone()

    def answer(self, path: str, asked: Asked) -> Answer:
        with _COMPUTING, torch.inference_mode():
            told = getattr(self, _PATHS.get((self.kind, path), _PATHS.get(("", path), "_none")))
            return told(asked)

    def _none(self, _: Asked) -> Answer:
        return 404, {"detail": "Not Found"}

    def _models(self, _: Asked) -> Answer:
        entry = {"id": self.name, "owned_by": self.kind, "root": "/models/storyteller",
                 "max_model_len": CONTEXT}  # fmt: skip
        return 200, {"object": "list", "data": [entry]}

    # -- texts and ids

    def ids_of(self, text: str) -> list[int]:
        """Split a text as theirs do: the name of a control token is that token."""
        parts = re.split(f"({re.escape(_END_NAME)})", text)
        encode = self.engine.tokenizer.encode
        return [one for part in parts for one in ([END] if part == _END_NAME else encode(part))]

    def _tokenize(self, asked: Asked) -> Answer:
        if "messages" in asked:
            if not self.lays_out:
                return 400, {"error": {"message": "prompt: Field required", "code": 400}}
            turns = [
                f"{'User' if one['role'] == 'user' else 'Bot'}: {one['content']}\n"
                for one in asked["messages"]
            ]
            ids = [one for turn in turns for one in self.ids_of(turn)]
            ids += self.ids_of("Bot:")
        else:
            ids = self.ids_of(asked["prompt"])
        return 200, {"count": len(ids), "max_model_len": CONTEXT, "tokens": ids}

    def _detokenize(self, asked: Asked) -> Answer:
        vocabulary = self.engine.tokenizer.vocabulary
        skips = self.kind == "sglang" and asked.get("skip_special_tokens", True)
        ids = [one for one in asked["tokens"] if not (skips and one == END)]
        text = b"".join(map(vocabulary.piece, ids)).decode("utf-8", "replace")
        return 200, {"prompt" if self.kind == "vllm" else "text": text}

    # -- one place

    def _chat(self, asked: Asked) -> Answer:
        choice = {"message": {"role": "assistant", "content": " Once"}, "finish_reason": "length"}
        if not asked.get("stream"):
            return 200, {"choices": [choice]}
        delta = {"delta": {"content": " Once"}, "finish_reason": "length"}
        return 200, f"data: {json.dumps({'choices': [delta]})}\n\ndata: [DONE]\n\n".encode()

    def _completions(self, asked: Asked) -> Answer:
        most = self.engine.tokenizer.vocabulary.size if self.most < 0 else self.most
        count, prompt = asked.get("logprobs"), asked["prompt"]
        if count is not None and count > most:
            return _refusal(
                f"Requested sample logprobs of {count}, which is greater than max allowed: {most}"
            )
        ids = self.ids_of(prompt) if isinstance(prompt, str) else prompt
        if len(ids) + asked["max_tokens"] > CONTEXT:
            return _refusal("This model's maximum context length is 512 tokens.")
        raw, drawn, ended = self._drawn(ids, asked, asked["max_tokens"])
        named = asked.get("return_tokens_as_token_ids")
        log_p = _log_p(raw[0])

        def name(one: int) -> str:
            if named:
                return f"token_id:{one}"
            return self.engine.tokenizer.vocabulary.pieces[one].decode("utf-8", "replace")

        top = {name(drawn[0]): max(float(log_p[drawn[0]]), -9999.0)}
        if count:
            best = log_p.topk(count)
            log_ps, ids_told = (one.tolist() for one in best)
            top |= {name(one): p for p, one in zip(log_ps, ids_told, strict=True)}
        told = {
            "text_offset": [0] * len(drawn),
            "token_logprobs": [float(log_p[drawn[0]])] * len(drawn),
            "tokens": [name(one) for one in drawn],
            "top_logprobs": [top] * len(drawn),
        }
        choice = {
            "index": 0,
            "text": "".join(name(one) for one in drawn),
            "logprobs": None if count is None else told,
            "finish_reason": "stop" if ended else "length",
            "stop_reason": None,
        }
        if asked.get("stream"):
            return 200, f"data: {json.dumps({'choices': [choice]})}\n\ndata: [DONE]\n\n".encode()
        return 200, {"id": "cmpl-1", "object": "text_completion", "choices": [choice]}

    def _generate(self, asked: Asked) -> Answer:
        sampling = asked["sampling_params"]
        count = asked.get("top_logprobs_num", 0)
        assert count < self.engine.tokenizer.vocabulary.size, "the real one ends with a panic"
        raw, drawn, ended = self._drawn(asked["input_ids"], sampling, sampling["max_new_tokens"])
        logits = _penalised(raw[0], asked["input_ids"], sampling)
        log_p = _log_p(logits / (sampling["temperature"] or 1.0))
        best = [one.tolist() for one in log_p.topk(count)]
        by_name = [[float(log_p[one]), one, None] for one in asked.get("token_ids_logprob") or ()]
        meta = {
            "finish_reason": {"type": "stop", "matched": drawn[-1]} if ended
            else {"type": "length", "length": len(drawn)},
            "prompt_tokens": len(asked["input_ids"]),
            "output_token_logprobs": [[float(log_p[one]), one, None] for one in drawn],
            "output_top_logprobs": [
                [[p, one, None] for p, one in zip(*best, strict=True)]
            ] * len(drawn),
            "output_token_ids_logprobs": [by_name] * len(drawn),
        }  # fmt: skip
        return 200, {"text": "", "output_ids": drawn, "meta_info": meta}

    def _drawn(
        self, ids: Sequence[int], sampling: Mapping[str, Any], count: int
    ) -> tuple[list[Tensor], list[int], bool]:
        """Draw as they do; return the raw logits, the tokens, and whether the end was one."""
        self.hold.wait()
        time.sleep(self.pause_s)
        context, raw = list(ids), list[Tensor]()
        generator = torch.Generator()
        generator.manual_seed(sampling.get("seed", sampling.get("sampling_seed", 0)))
        while len(raw) < count:
            raw.append(self.logits(context))
            scores = _penalised(raw[-1], context, sampling)
            if self.one_hot and sampling["temperature"] == 0:
                raw[-1] = torch.full_like(scores, -9999.0).index_fill(0, scores.argmax(), 0.0)
            context.append(_draw(scores, sampling, generator))
            if sampling["temperature"]:
                self.drawn.append(context[-1])
            if context[-1] == END:
                break
        return raw, context[len(ids) :], context[-1] == END


_PATHS = {
    ("", "/v1/models"): "_models",
    ("", "/tokenize"): "_tokenize",
    ("", "/detokenize"): "_detokenize",
    ("", "/v1/chat/completions"): "_chat",
    ("vllm", "/v1/completions"): "_completions",
    ("sglang", "/generate"): "_generate",
    ("sglang", "/v1/completions"): "_completions",
}


def _penalised(logits: Tensor, ids: Sequence[int], sampling: Mapping[str, Any]) -> Tensor:
    """Add the bias and apply the penalty, on logits, as both servers do."""
    scores = logits.clone()
    for name, value in (sampling.get("logit_bias") or {}).items():
        scores[int(name)] += value
    penalty = sampling.get("repetition_penalty", 1.0)
    if penalty != 1:
        seen = torch.tensor(sorted(set(ids)))
        of_seen = scores[seen]
        scores[seen] = torch.where(of_seen > 0, of_seen / penalty, of_seen * penalty)
    return scores


def _log_p(logits: Tensor) -> Tensor:
    """Return log probabilities, float32; the sum of all is one of float64.

    A sum of 50,257 in float32 is off by 1e-4 of itself on some processors.
    """
    return logits.log_softmax(dim=-1, dtype=torch.float64).float()


def _draw(scores: Tensor, sampling: Mapping[str, Any], generator: torch.Generator) -> int:
    temperature = sampling.get("temperature", 1.0)
    if temperature == 0:
        return int(scores.argmax())
    p = (scores.double() / temperature).softmax(dim=-1)
    p[p < sampling.get("min_p", 0.0) * p.amax()] = 0
    top_k, top_p = sampling.get("top_k", -1), sampling.get("top_p", 1.0)
    if top_k > 0 or top_p < 1:
        order = p.argsort(descending=True)
        if top_k > 0:
            p[order[top_k:]] = 0
        p /= p.sum()
        before = p[order].cumsum(dim=-1) - p[order]
        p[order[before >= top_p]] = 0
    return int(p.multinomial(1, generator=generator))


def _refusal(message: str) -> Answer:
    return 400, {"error": {"message": message, "type": "BadRequestError", "code": 400}}


@contextmanager
def listing_server(kind: str, **values: Any) -> Iterator[ListingFake]:
    """Run one."""
    server = ListingFake(kind=kind, **values)
    with serving(server, server.answer):
        try:
            yield server
        finally:
            server.hold.set()


def storyteller() -> Path:
    """Return the network that they ask."""
    return resource_path("models/storyteller")
