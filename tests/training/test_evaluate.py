"""The two figures of a finished model."""

import math

import pytest
import torch

from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.training.dataset import END_OF_TEXT_ID
from gptdesk.training.evaluate import evaluate

_CTX_LEN = 8


@pytest.fixture
def model():
    torch.manual_seed(4)
    config = GPTConfig(
        ctx_len=_CTX_LEN, emb_dim=8, n_heads=2, n_layers=1, drop_rate=0.0, tie_embeddings=True
    )
    return GPTModel(config).eval()


def _encode(text):
    return [ord(char) for char in text]


@torch.inference_mode()
def _surprise_of(model, context, target):
    logits = model(torch.tensor([context]))[0, -1]
    return -torch.log_softmax(logits.double(), dim=-1)[target].item()


def test_figures_equal_full_logits_by_hand(model):
    """Everything said about a model's quality rests on this sum."""
    documents = ["abcd", "né"]
    nats = 0.0
    for text in documents:
        ids = [END_OF_TEXT_ID, *_encode(text), END_OF_TEXT_ID]
        nats += sum(_surprise_of(model, ids[:i], ids[i]) for i in range(1, len(ids)))

    result = evaluate(model, documents, _encode)

    assert (result.n_tokens, result.n_bytes) == (8, 7)  # two ends; é is two bytes
    # 8 surprises of about 30 nats in float32
    assert result.total_nats == pytest.approx(nats, rel=1e-5)
    assert result.nats_per_token == pytest.approx(nats / 8, rel=1e-5)
    assert result.bits_per_byte == pytest.approx(nats / 7 / math.log(2), rel=1e-5)


def test_long_documents_count_each_token_once_with_half_a_context(model):
    """Windows that forgot or counted twice would flatter or punish long texts."""
    text = "abcdefghijklmnopqrstu"
    ids = [END_OF_TEXT_ID, *_encode(text), END_OF_TEXT_ID]
    half = _CTX_LEN // 2
    nats = 0.0
    for i in range(1, len(ids)):
        # the first window holds targets 1 … 8, each later one the next 4
        start = 0 if i <= _CTX_LEN else half * math.ceil((i - _CTX_LEN) / half)
        nats += _surprise_of(model, ids[start:i], ids[i])

    result = evaluate(model, [text], _encode)

    assert result.n_tokens == 22
    assert result.total_nats == pytest.approx(nats, rel=1e-5)
