"""What a measurement of speed is held against: what memory allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gptdesk.engine.bench import BenchResult, bytes_per_token, measure, read_bytes_per_s
from gptdesk.engine.shape import shape_of
from gptdesk.engine.types import GenerationStats, LoadRequest, ModelInfo
from gptdesk.model.config import GPTConfig
from gptdesk.model.fast.packing import pack
from tests.fakes import INFO, FakeEngine
from tests.model.model_weights import ModelWeights
from tests.tiny_models import TINY, tiny_model


def info_of(config: GPTConfig, precision: str) -> ModelInfo:
    packed = pack(ModelWeights(tiny_model(config)), precision)
    return replace(
        INFO,
        shape=shape_of(config),
        size_bytes=packed.size_bytes,
        precision=precision,
        kernel=packed.kernel,
        error=packed.error,
    )


@pytest.mark.parametrize("is_tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize(("precision", "width"), [("exact", 4), ("balanced", 2), ("fast", 1)])
def test_a_token_reads_every_matrix_and_the_head_once(
    precision: str, width: int, is_tied: bool
) -> None:
    """A limit that counts the embeddings' unread rows would be too easy to reach."""
    config = replace(TINY, tie_embeddings=is_tied)
    matrices = config.n_layers * 12 * config.emb_dim**2 + config.vocab_size * config.emb_dim
    vectors = config.n_layers * 13 * config.emb_dim + 2 * config.emb_dim  # biases, norms: float32
    read = bytes_per_token(info_of(config, precision))
    assert matrices * width < read <= matrices * width + vectors * 4


def test_limit_and_share_follow_from_what_was_measured() -> None:
    """Twice the bytes, half the limit."""
    result = BenchResult(INFO, 1.0, GenerationStats(1, 9, 0.1, 50.0), 100.0, 1e9)
    assert result.limit_tokens_per_s == pytest.approx(1e9 / bytes_per_token(INFO))
    assert result.share_of_limit == pytest.approx(50.0 / result.limit_tokens_per_s)
    for unknown in (
        replace(result, read_bytes_per_s=None),
        replace(result, stats=GenerationStats(1, 0, None, None)),
    ):
        assert unknown.share_of_limit is None


def test_memory_is_read_at_a_credible_rate() -> None:
    """No machine that runs this is slower than a hard disk, or faster than a terabyte a second."""
    threads = torch.get_num_threads()
    assert 1e8 < (read_bytes_per_s("cpu", threads) or 0) < 1e12
    assert torch.get_num_threads() == threads


def test_nothing_stays_loaded_when_memory_is_measured() -> None:
    """The matrix for it must find room, and must not count as the network's."""
    engine = FakeEngine()
    request = LoadRequest(Path("x"), "cpu", "balanced")
    result = measure(engine, request, lambda _: None, prompt_tokens=2, new_tokens=4)
    assert engine.loads == [request]
    assert engine.is_unloaded
    assert result.read_bytes_per_s is not None
    assert not any(one.may_guess for one in engine.requests), "a step is timed, not a lucky guess"
