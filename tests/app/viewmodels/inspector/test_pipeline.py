"""What is asked about the token that is looked at, and which answers are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Run
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import PipelineRequest
from tests.app.viewmodels.places import ANSWER_IDS, NOW, PROMPT_IDS, THEN, Place, answer
from tests.fakes import INFO


@pytest.fixture
def place(qapp) -> Iterator[Place]:
    """An answer of four tokens; its newest was asked about already."""
    place = Place()
    yield place
    place.close()


def test_the_marked_token_is_asked_about_as_it_was_chosen(place: Place) -> None:
    """Any other context, setting or dice would explain another token."""
    place.mark(2)
    assert place.client.asked[-1] == PipelineRequest(
        (*PROMPT_IDS, *ANSWER_IDS[:2]), THEN, draw=0.2, token_id=ANSWER_IDS[2]
    )
    assert place.view_model.pipeline is None
    assert place.view_model.figures is not None, "what the record knows is there at once"
    place.client.answer()
    assert place.view_model.pipeline is not None
    assert not place.view_model.is_settings_now


def test_a_slider_asks_what_it_would_do_here(place: Place, qtbot: QtBot) -> None:
    """Sliders move the chart of the token that is looked at, with its own dice."""
    place.mark(2)
    place.client.answer()
    qtbot.waitUntil(lambda: not place.view_model._pace.isActive())
    place.sampling.set_temperature(1.7)
    assert place.view_model.is_settings_now
    assert place.client.asked[-1].settings == replace(NOW, temperature=1.7)
    assert place.client.asked[-1].draw == 0.2
    place.client.answer()
    shown = place.view_model.pipeline
    assert shown is not None
    assert shown.settings.temperature == 1.7
    place.view_model.set_settings_now(False)
    assert place.client.asked[-1].settings == THEN


def test_dragging_shows_what_was_computed_and_ends_with_the_last(
    place: Place, qtbot: QtBot
) -> None:
    """A chart that waits for the slider to rest does not follow it."""
    place.mark(2)
    place.client.answer()
    shown = []
    place.view_model.changed.connect(lambda: shown.append(place.view_model.pipeline))
    for step in range(1, 40):
        place.sampling.set_temperature(step / 20)
    number = len(place.client.asked)
    place.client.answer(number)
    qtbot.waitUntil(lambda: place.client.asked[-1].settings.temperature == 39 / 20)
    place.client.answer(number)  # late, and still of this place
    assert shown[-1] is not None
    place.client.answer()
    assert shown[-1] is not None
    assert shown[-1].settings.temperature == 39 / 20
    assert len(place.client.asked) < 20, "no more often than a screen can show"


def test_an_answer_about_another_place_is_dropped(place: Place) -> None:
    """Walking fast with the arrow keys, the figures must be those of the marked token."""
    place.mark(1)
    first = len(place.client.asked)
    place.mark(2)
    place.client.answer(first)
    assert place.view_model.pipeline is None
    place.client.answer()
    assert place.view_model.pipeline is not None
    assert place.view_model.pipeline.token_id == ANSWER_IDS[2]


def test_a_copy_of_the_text_is_explained_too(place: Place, qtbot: QtBot) -> None:
    """In a conversation that was just duplicated the same is asked, and has to be answered."""
    place.client.answer()
    assert place.view_model.pipeline is not None
    qtbot.waitUntil(lambda: not place.view_model._pace.isActive())
    place.chat.messages.reset((answer(id="copy"),))
    place.inspector.clear_mark()
    place.inspector.mark(TokenRef("copy", is_prompt=False, index=3))
    assert place.view_model.ref == TokenRef("copy", is_prompt=False, index=3)
    place.client.answer()
    assert place.view_model.pipeline is not None


def test_while_an_answer_runs_only_a_marked_token_is_asked_about(
    place: Place, qtbot: QtBot
) -> None:
    """Explaining every new token would cost a pass for each."""
    place.chat.write(1)
    place.chat.set_busy(True)
    qtbot.waitUntil(lambda: not place.view_model._pace.isActive())
    assert place.view_model.pipeline is None
    before = len(place.client.asked)
    place.chat.write(2)
    assert place.view_model.is_following
    assert len(place.client.asked) == before
    place.mark(0)
    qtbot.waitUntil(lambda: len(place.client.asked) == before + 1)
    qtbot.waitUntil(lambda: not place.view_model._pace.isActive())
    place.inspector.clear_mark()
    place.chat.write(3)
    assert len(place.client.asked) == before + 1
    place.chat.set_busy(False)
    assert place.client.asked[-1].ids == (*PROMPT_IDS, *ANSWER_IDS[:2])
    assert place.client.asked[-1].token_id == ANSWER_IDS[2]


def test_a_new_answer_is_explained_with_its_own_settings(place: Place) -> None:
    """The slider that was moved before it is how it was chosen."""
    place.sampling.set_temperature(1.7)
    assert place.view_model.is_settings_now
    place.chat.set_busy(True)
    place.chat.set_busy(False)
    assert not place.view_model.is_settings_now


def test_a_token_of_the_prompt_is_explained_with_the_settings_of_now_when_asked(
    place: Place,
) -> None:
    """No settings chose it; what those of now would make of the place can still be seen."""
    before = len(place.client.asked)
    place.mark(1, is_prompt=True)
    assert not place.view_model.has_settings_then
    assert not place.view_model.is_settings_now
    assert place.view_model.can_swap, "the prompt is edited there"
    assert len(place.client.asked) == before
    place.view_model.set_settings_now(True)
    asked = place.client.asked[-1]
    assert asked == PipelineRequest(PROMPT_IDS[:1], NOW, draw=None, token_id=PROMPT_IDS[1])
    before = len(place.client.asked)
    place.mark(0, is_prompt=True)
    assert len(place.client.asked) == before, "nothing stands before the first token"


def test_a_closed_panel_asks_nothing(place: Place, qtbot: QtBot) -> None:
    """What nobody sees must not cost a pass, and is there when the panel opens."""
    place.view_model.set_watched(False)
    before = len(place.client.asked)
    place.mark(0)
    place.sampling.set_temperature(1.3)
    assert len(place.client.asked) == before
    place.view_model.set_watched(True)
    qtbot.waitUntil(lambda: len(place.client.asked) == before + 1)
    assert place.client.asked[-1].settings.temperature == 1.3
    assert place.client.asked[-1].token_id == ANSWER_IDS[0]


def test_seed_and_length_change_nothing_here(place: Place) -> None:
    """They are no part of the chances."""
    before = len(place.client.asked)
    place.sampling.set_seed(7)
    place.sampling.set_max_new_tokens(3)
    assert len(place.client.asked) == before
    assert not place.view_model.is_settings_now


def test_what_cannot_be_computed_says_why(place: Place) -> None:
    """An empty table without a reason looks broken; another place may be possible."""
    place.mark(1)
    place.client.fail(len(place.client.asked), "Too extreme.")
    assert place.view_model.problem == "Too extreme."
    place.mark(2)
    assert place.view_model.problem == ""


def test_without_a_model_the_record_still_speaks(place: Place) -> None:
    """A stored conversation is inspected with nothing loaded; a model that comes is asked."""
    place.client.info = None
    place.mark(1)
    asked = len(place.client.asked)
    assert place.view_model.figures is not None
    place.client.info = INFO
    place.client.loaded.emit(INFO)
    assert len(place.client.asked) == asked + 1


def test_another_model_is_named(qapp) -> None:
    """Columns of one network under an answer of another would be a quiet lie."""
    run = Run(0, SamplingSettings(), 1, "giant", "f" * 64, "exact")
    place = Place(answer(runs=(run,)))
    assert place.view_model.other_model == "giant"
    place.close()
    same = replace(run, model_sha256=INFO.sha256, precision="fast")
    place = Place(answer(runs=(same,)))
    assert place.view_model.other_model == ""
    assert place.view_model.other_precision == "fast"
    place.close()


def test_heads_that_were_off_are_off_in_the_steps(qapp) -> None:
    """Steps of the whole network under such an answer would not end at its token."""
    off = (HeadChange(3, 2),)
    run = Run(0, SamplingSettings(), 1, "fake", INFO.sha256, "exact", switched_off=off)
    place = Place(answer(runs=(run,)))
    place.client.info = replace(INFO, precision="fast")
    place.mark(1)
    assert place.client.asked[-1].heads == off
    assert place.view_model.heads == off
    assert place.view_model.other_precision == "", "it is computed as stored"
    place.sampling.set_temperature(0.1)
    assert place.client.asked[-1].heads == off, "other settings, the same network"
    place.close()
    place = Place(answer(runs=(replace(run, model_sha256="f" * 64),)))
    place.mark(1)
    assert place.client.asked[-1].heads == (), "another network has other heads"
    assert place.view_model.other_model == "fake"
    place.close()
