"""The Model page says every fact that the issue asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.chat.messages import Conversation
from gptdesk.engine.shape import shape_of
from gptdesk.engine.types import FinishReason, GenerationEnd, GenerationStats
from gptdesk.model.config import GPT_CONFIG_124M
from gptdesk.precision import PrecisionError
from tests.fakes import INFO, info_in


@pytest.fixture
def page(qapp) -> ModelInfoViewModel:
    page = ModelInfoViewModel()
    page.set_info(INFO)
    return page


def values(page) -> dict[str, str]:
    return {label: value for _, entries in page.sections for label, value, _ in entries}


def end_of(stats: GenerationStats) -> GenerationEnd:
    return GenerationEnd(FinishReason.MAX_TOKENS, "", stats)


def tips(page) -> dict[str, str]:
    return {label: tip for _, entries in page.sections for label, _, tip in entries}


def test_nothing_is_said_before_a_model_is_there(qapp):
    """Zeros would be a lie."""
    assert ModelInfoViewModel().sections == ()


def test_every_field_of_the_configuration_is_shown_under_its_own_name(page):
    """The page is read beside the source."""
    for name, value in INFO.shape.rows:
        shown = values(page)[name]
        if isinstance(value, bool):
            assert shown == {True: "yes", False: "no"}[value]
        else:
            assert shown == (value if isinstance(value, str) else f"{value:,}")
        assert tips(page)[name]


def test_parameters_by_part_and_tied_or_not(page):
    """A tied head is counted once, and said to be tied; GPT-2's 124 M are 163 M untied."""
    assert values(page)["Output head"] == "tied"
    assert values(page)["Total"] == f"{INFO.shape.parameter_count:,}"
    page.set_info(replace(INFO, shape=shape_of(GPT_CONFIG_124M)))
    assert values(page)["Total"] == "163,009,536"
    assert values(page)["Output head"] == "38,597,376"
    assert "Untied" in tips(page)["Total"]


def test_device_with_its_reason_and_bytes(page):
    """Why it is slow is part of where it runs."""
    assert values(page)["Device"] == "CPU"
    assert values(page)["Why"] == "It is a fake."
    assert values(page)["Memory"].endswith("MiB")
    assert f"{INFO.size_bytes:,}" in tips(page)["Memory"]


def test_run_and_context_follow_and_the_run_goes_with_the_model(page, qtbot):
    """Another model's speed must not stay on the page; the chat, and its tokens, do."""
    with qtbot.waitSignal(page.changed):
        page.show_run(end_of(GenerationStats(12, 34, 0.0612, 44.14)))
    with qtbot.waitSignal(page.changed):
        page.set_context(46, 512)
    assert values(page)["Speed"] == "44.1 tokens/s"
    assert values(page)["First token"] == "0.061 s"
    assert values(page)["Context used"] == "46 of 512 tokens"
    page.set_info(INFO)
    assert values(page)["Speed"] == "–"
    assert values(page)["Context used"] == "46 of 512 tokens"


def test_figures_of_a_run_are_told_with_their_end(page):
    """The line at the foot of the window follows: two places must not show two runs."""
    told: list[GenerationStats | None] = []
    page.run_changed.connect(told.append)
    stats = GenerationStats(12, 34, 0.0612, 44.14)
    page.show_run(end_of(stats))
    page.set_info(info_in("fast"))
    page.show_run(end_of(stats))
    page.begin_run("")  # the next answer begins
    assert values(page)["Speed"] == values(page)["Generated"] == "–"
    assert told == [stats, None, stats, None]


def test_the_last_run_is_that_of_the_chat_on_the_screen(page):
    """An answer that goes on elsewhere must not put its speed beside this chat's text."""
    told: list[GenerationStats | None] = []
    page.run_changed.connect(told.append)
    here, there = Conversation(), Conversation()
    stats = GenerationStats(12, 34, 0.0612, 44.14)
    page.show_chat(here)
    page.begin_run(here.id)
    page.show_chat(there)
    page.show_run(end_of(stats))
    assert values(page)["Speed"] == values(page)["First token"] == "–"
    page.show_chat(here)
    assert values(page)["Speed"] == "44.1 tokens/s"
    page.show_chat(there)
    page.begin_run(there.id)
    page.show_run(end_of(replace(stats, new_tokens=1)))
    assert values(page)["Generated"] == "1"
    assert [None if one is None else one.new_tokens for one in told[-4:]] == [34, None, None, 1]


def test_run_that_read_nothing_has_no_figures(page):
    """Cancelled while it waited, or let go of: "Generated 0" would be invented."""
    page.show_run(end_of(GenerationStats(0, 0, None, None)))
    assert values(page)["Prompt"] == values(page)["Generated"] == "–"


def test_run_without_a_second_token_has_no_speed(page):
    """Stopped early: a dash, not "None" and not a division by zero."""
    page.show_run(end_of(GenerationStats(12, 0, None, None)))
    assert values(page)["Speed"] == values(page)["First token"] == "–"


def test_error_of_the_precision_in_words(page, qtbot):
    """Small values print as what they are; float32 is what the others are measured against."""
    assert page.precision_line == "The reference: no error."
    page.set_precision("balanced")
    page.set_info(info_in("balanced"))
    assert page.precision_line == (
        "Error: 0.000041 nats mean KL, the same first choice at 32 of 32 places, measured on this"
        " model here."
    )
    page.set_precision("fast")
    assert "opened again" in page.precision_line, "the error of another precision would be a lie"
    page.set_info(info_in("fast"))
    assert "0.0021 nats" in page.precision_line
    assert "31 of 32 places" in page.precision_line


def test_a_difference_that_is_too_small_to_matter_is_said_to_be(page):
    """0.000000066 nats says nothing to anybody; the figure stands beside the words all the same."""
    page.set_precision("fast")
    page.set_info(replace(info_in("fast"), error=PrecisionError(6.6e-8, 1.0, 32)))
    assert page.precision_line == (
        "As good as float32 (difference too small to matter): 0.000000066 nats mean KL, the same"
        " first choice at 32 of 32 places, measured on this model here."
    )
    page.set_info(replace(info_in("fast"), error=PrecisionError(6.6e-8, 31 / 32, 32)))
    assert page.precision_line.startswith("Error: 0.000000066 nats"), "another choice does matter"


@pytest.mark.parametrize(
    ("mean_kl", "shown"),
    [(0.0, "0"), (3.2e-12, "0.0000000000032"), (0.0961, "0.096"), (0.5, "0.50"), (12.3, "12")],
)
def test_errors_of_any_size_have_two_digits(page, mean_kl, shown):
    """Neither "4e-05" nor "<0.01"."""
    error = PrecisionError(mean_kl, 1.0, 32)
    page.set_precision("fast")
    page.set_info(replace(info_in("fast"), error=error))
    assert f": {shown} nats mean KL" in page.precision_line


def test_a_precision_that_fell_back_on_float32_says_so(page):
    """An error of nothing at no speed gained would puzzle."""
    page.set_precision("fast")
    page.set_info(replace(info_in("fast"), kernel="float32"))
    assert "float32 computes" in page.precision_line


def test_precision_can_be_chosen_before_a_model_is_there(qapp, qtbot):
    """It is not a fact about a model yet, and says so."""
    page = ModelInfoViewModel()
    assert page.precision == "exact"
    with qtbot.waitSignal(page.changed):
        page.set_precision("fast")
    assert page.precision == "fast"
    assert "opened next" in page.precision_line
