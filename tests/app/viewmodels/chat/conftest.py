"""Fixtures of a chat with a fake engine, before and after a model is loaded."""

from __future__ import annotations

import pytest

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.engine.types import LoadRequest
from tests.app.viewmodels.chats import Tokenizer, WatchedStore
from tests.fakes import INFO


@pytest.fixture
def client(make_client, engine) -> InferenceClient:
    client = make_client(lambda: engine, Tokenizer)
    client.start()
    return client


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore()


@pytest.fixture
def sampling(qapp) -> SamplingViewModel:
    return SamplingViewModel()


@pytest.fixture
def unloaded_chat(client, store, sampling) -> ChatViewModel:
    return ChatViewModel(client, store, sampling)


@pytest.fixture
def chat(unloaded_chat, client, qtbot) -> ChatViewModel:
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(INFO.path))
    return unloaded_chat
