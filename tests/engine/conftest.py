"""What the engine's tests share."""

from __future__ import annotations

import pytest

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from tests.engine.small_models import SMALL, WatchedModel


@pytest.fixture(scope="session")
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


@pytest.fixture(scope="session")
def _shared_model() -> WatchedModel:
    return WatchedModel(SMALL)


@pytest.fixture
def model(_shared_model: WatchedModel) -> WatchedModel:
    """A random network of 2 blocks, 32 wide, with a context of 32 tokens."""
    _shared_model.reset()
    return _shared_model
