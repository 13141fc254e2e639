"""The numbers in the window and the branches of a chat, on a real file, by transformers.

From the engine through the worker's thread, the chat and the window's own way to a token's figures.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest

from gptdesk.analysis.figures import TokenRef, figures_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.what_if import request_for
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import PipelineRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import LoadRequest
from tests.app.asking import Asking
from tests.app.viewmodels.memory_store import MemoryStore
from tests.engine.reference_figures import PROMISED, Reference, assert_raw, assert_record
from tests.model.checkpoints.reference_models import gptdesk_safetensors, make_reference

HOW = SamplingSettings(temperature=1, top_k=0, top_p=0.95)
GREEDY = SamplingSettings(temperature=0)


@pytest.fixture(autouse=True)
def _quiet_transformers() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Window:
    """What is behind a window, and the same network by transformers."""

    chat: ChatViewModel
    client: InferenceClient
    sampling: SamplingViewModel
    reference: Reference

    def answer(self) -> Message:
        return self.chat.messages.messages[-1]


@pytest.fixture
def window(make_client, qtbot, tmp_path) -> Window:
    reference = make_reference((2, 48, 3, 64))
    path = gptdesk_safetensors(reference, tmp_path)
    client = make_client(lambda: InferenceEngine(threads=1), BytePairTokenizer.load)
    client.start()
    sampling = SamplingViewModel()
    sampling.set_settings(HOW)
    sampling.set_seed(4)
    chat = ChatViewModel(client, MemoryStore(), sampling)
    chat.set_mode(PromptMode.CONVERSATION)
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(path, "cpu"))
    return Window(chat, client, sampling, Reference(reference))


def ask(window: Window, qtbot, text: str, tokens: int) -> Message:
    window.sampling.set_max_new_tokens(tokens)
    assert window.chat.submit(text)
    qtbot.waitUntil(lambda: not window.chat.is_busy)
    return window.answer()


def branch(window: Window, qtbot, index: int, ids: tuple[int, ...]) -> Message:
    with qtbot.waitSignal(window.chat.run_finished):
        assert window.chat.branch_at(1, index, ids)
    return window.answer()


def show(window: Window, answer: Message) -> Message:
    """Leaf through the branches to this one."""
    branches = window.chat.conversation.branches(answer.id)
    window.chat.shown.show_branch(
        1, branches.index(answer) + 1 - window.chat.shown.branch_place(1)[0]
    )
    return window.answer()


def places(window: Window, answer: Message) -> dict[int, tuple[Sequence[int], object]]:
    ids = (*answer.prompt_ids, *answer.token_ids)
    return {index: (seen, logits) for index, seen, logits in window.reference.places(ids)}


def test_what_the_window_knows_of_every_token(window: Window, qtbot) -> None:
    """Of the prompt and of the answer, beyond the context, and of a token that was swapped."""
    ask(window, qtbot, "Who lives there? ", 60)
    answer = branch(window, qtbot, 7, (262, 6175))
    asking = Asking(window.client)
    with qtbot.waitSignal(asking.measured) as measured:
        asking.measure(answer.prompt_ids)
    window.chat.set_prompt_stats(answer.id, measured.args[1].tokens)
    answer = window.answer()
    start = len(answer.prompt_ids)
    assert start + len(answer.token_ids) > 64 + 1

    for index, (seen, logits) in places(window, answer).items():
        is_prompt = index < start
        ref = TokenRef(answer.id, is_prompt, index if is_prompt else index - start)
        found = figures_of(answer, ref)
        assert found is not None
        assert ref.ids_before(answer) == (*answer.prompt_ids, *answer.token_ids)[:index]
        figures = (found.raw_p, found.rank, found.entropy_bits)
        top = ([t.token_id for t in found.top], [t.raw_p for t in found.top])
        assert_raw(found.token_id, figures, top, logits, PROMISED)
        if not is_prompt:
            assert found.is_forced == (ref.index in {7, 8})
            assert_record(answer.records[ref.index], HOW, seen, logits, PROMISED)
            assert found.final_p == answer.records[ref.index].final_p
    first = figures_of(answer, TokenRef(answer.id, True, 0))
    assert first is not None
    assert first.raw_p is None


def test_swaps_in_a_chat(window: Window, qtbot) -> None:
    """Every branch keeps what stood before, begins as chosen, and leaves the old ones alone.

    Sixty here; the five hundred are the engine's (test_swaps.py), without threads between.
    """
    first = ask(window, qtbot, "Who lives there? ", 20)
    window.sampling.set_max_new_tokens(1)
    known, long_ones = {first.id: first}, [first]
    dice = Random(3)
    for _ in range(60):
        old = window.answer()
        if len(old.token_ids) < 15:
            old = show(window, dice.choice(long_ones))
        index = dice.randrange(len(old.token_ids))
        some = dice.choice([old.records[index].top_ids, range(50256)])
        ids = tuple(dice.choices(some, k=dice.choice([1, 1, 2])))
        new = branch(window, qtbot, index, ids)
        known[new.id] = new
        if len(new.token_ids) >= 15:
            long_ones.append(new)
        assert new.token_ids[:index] == old.token_ids[:index]
        assert new.token_ids[index : index + len(ids)] == ids
        assert len(new.records) == len(new.token_ids) == index + len(ids) + 1
        assert tuple(new.records[:index]) == tuple(old.records[:index])
        assert [record.is_forced for record in new.records[index:]] == [True] * len(ids) + [False]
        assert new.prompt_ids == first.prompt_ids
    tree = window.chat.conversation
    assert len(tree.branches(first.id)) == 61
    assert all(tree.message(message_id) == message for message_id, message in known.items())


def test_what_if_and_replay_in_a_chat(window: Window, qtbot) -> None:
    """Foretold for the text on the screen, a swapped token in it; the replay begins with it."""
    ask(window, qtbot, "Who lives there? ", 40)
    answer = branch(window, qtbot, 2, (6175,))
    asking = Asking(window.client)
    for how in (SamplingSettings(1.2, 40), SamplingSettings(0.9, 0, 0.9), GREEDY):
        assert show(window, answer) == answer
        with qtbot.waitSignal(asking.what_if_ready) as judged:
            asking.what_if(request_for(answer, how))
        difference = judged.args[1].difference
        assert difference is not None
        place = difference.index - len(answer.prompt_ids)
        assert place != 2
        window.sampling.set_settings(how)
        with qtbot.waitSignal(window.chat.run_finished):
            assert window.chat.replay_from(1, place)
        replayed = window.answer()
        assert replayed.token_ids[:place] == answer.token_ids[:place]
        assert replayed.token_ids[place] == difference.other_id
        request = PipelineRequest(
            answer.prompt_ids + answer.token_ids[:place], how, answer.records[place].draw
        )
        with qtbot.waitSignal(asking.pipeline_ready) as explained:
            asking.explain(request)
        assert explained.args[1].drawn_id == difference.other_id
