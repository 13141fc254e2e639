"""A client on a fake engine that is joined after every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gptdesk.app.inference.client import InferenceClient
from tests.fakes import FakeEngine, FakeTokenizer


@pytest.fixture
def engine(qapp) -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def make_client(qapp) -> Iterator[Callable[..., InferenceClient]]:
    clients = []

    def make(factory, tokenizer_factory=FakeTokenizer) -> InferenceClient:
        client = InferenceClient(factory, tokenizer_factory=tokenizer_factory)
        clients.append(client)
        return client

    yield make
    for client in clients:
        assert client.shutdown(10_000), "a thread outlived its test"


@pytest.fixture
def client(make_client, engine) -> InferenceClient:
    client = make_client(lambda: engine)
    client.start()
    return client
