"""The real window on an engine that only generates: what it cannot tell is said, never zero."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.colour_scale import UNTOLD, step_of
from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.inference.model_questions import ListDevices, OutlineModel
from gptdesk.app.inference.questions import Question
from gptdesk.app.inference.token_questions import ExplainToken
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import Message, MessageState
from gptdesk.engine.inspection.values import PipelineRequest
from gptdesk.formats.conversation import EXPORT_SUFFIXES
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, GeneratingEngine, story_text


class Started:
    """A program on such an engine, opened again as often as wanted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.open()

    def open(self) -> None:
        self.engine = GeneratingEngine()
        self.program: Program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: self.engine
        )
        self.asked = self._note_questions()
        self.window = self.program.window
        self.views, self.models = self.window.views, self.program.view_models
        self.chat = self.models.chat
        self.qtbot.addWidget(self.window)
        self.window.resize(1400, 900)
        with self.qtbot.waitSignals(
            [self.models.library.model_opened, self.models.conversations.loaded]
        ):
            self.program.start(None)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.qtbot.waitUntil(lambda: self.views.transcript.tokens.places is not None)

    def close(self) -> None:
        self.window.close()
        assert self.program.is_joined
        assert self.asked == [], "it is not asked for what it cannot tell"

    def _note_questions(self) -> list[object]:
        """Return what the engine will be asked beside its answers, as it is asked."""
        client = self.program.client
        ask, asked = client.ask, list[object]()

        def noted(question: Question[Any, Any], *args: Any, **kwargs: Any) -> int:
            about_models = isinstance(question, ListDevices | OutlineModel)  # not about tokens
            if not question.is_for_tokenizer and not about_models:
                asked.append(question)
            return ask(question, *args, **kwargs)

        client.ask = noted
        return asked

    def send(self, text: str) -> Message:
        self.views.composer.set_text(text)
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.qtbot.keyClick(self.views.composer.editor, Qt.Key.Key_Return)
        return self.chat.messages.message(1)

    def show_page(self, page: object) -> None:
        self.views.columns.set_panel_visible(True)
        self.views.side_panel.tabs.setCurrentWidget(page)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def started(qtbot: QtBot) -> Iterator[Started]:
    started = Started(qtbot)
    yield started
    started.close()


def is_hardly_known(record: object) -> bool:
    names = ("final_p", "rank", "entropy_bits", "kept", "draw")
    return [getattr(record, name) for name in names] == [None] * 5


def test_an_answer_streams_and_is_kept(started: Started) -> None:
    """Everything that needs no logits works as with any engine, also after a restart."""
    answer = started.send("Tell me")
    assert (answer.text, answer.state) == (story_text(), MessageState.COMPLETE)
    assert len(answer.records) == len(STORY)
    assert all(map(is_hardly_known, answer.records))
    conversation = started.chat.conversation.id
    started.close()
    started.open()
    started.qtbot.waitUntil(lambda: started.chat.conversation.id == conversation)
    again = started.chat.messages.message(1)
    assert again == answer
    assert all(map(is_hardly_known, again.records))


def test_the_page_of_the_next_token_shows_what_is_known(started: Started) -> None:
    """Raw probabilities, and the order of those that were told; a dash for all the rest."""
    started.send("Tell me")
    page = started.views.side_panel.next_token_page
    started.show_page(page)
    started.qtbot.waitUntil(lambda: bool(page.bars.rows) and page.bars.rows[0].is_chosen)
    texts = {name: label.text() for name, label in page.summary._labels.items()}
    assert texts == {
        "raw": "raw 25.00\N{NO-BREAK SPACE}%",
        "final": "final –",
        "rank": "rank –",
        "entropy": "entropy – bits",
        "draw": "draw –",
    }
    cells = page.bars.accessible_cells()[1:]
    assert {row[4] for row in cells} == {"–"}, "no final probability, also of everything else"
    assert [row[0] for row in cells] == [*map(str, range(1, len(cells))), ""]
    assert not page.now_button.isEnabled()
    assert page.now_button.toolTip() == "This engine cannot tell the chances with other settings."


def test_moving_a_slider_does_not_ask(started: Started) -> None:
    """Chances with the settings of now need the logits: the page stays with those of then."""
    started.send("Tell me")
    started.show_page(started.views.side_panel.pipeline_page)
    started.models.sampling.set_temperature(1.5)
    assert not started.models.pipeline.is_settings_now


def test_the_pipeline_page_says_that_it_cannot_be_told(started: Started) -> None:
    """An empty page would look broken."""
    started.send("Tell me")
    page = started.views.side_panel.pipeline_page
    started.show_page(page)
    started.qtbot.waitUntil(lambda: "This engine cannot tell the steps" in page.note.text())
    assert not page.choice.isEnabled()
    assert page.kept.text() == ""


def test_the_text_page_says_what_it_leaves_out(started: Started) -> None:
    """Perplexity needs only p; the ranks, the prompt and *What if* need more."""
    answer = started.send("Tell me")
    page = started.views.text_page
    started.show_page(page)
    started.qtbot.waitUntil(lambda: len(page._page.curves.points) == len(answer.records))
    words = page.summary.text()
    assert "Perplexity 4.00 over the answer's 10 tokens." in words
    assert "This engine cannot measure the prompt." in words
    assert "ranks of these tokens are not known" in page.rank_title.text()
    assert not page.histogram.isVisible()
    page.as_table.click()
    assert not page.band_table.isVisible()
    cells = [page.tokens.index(0, column).data() for column in range(8)]
    assert cells[3:] == ["25.00\N{NO-BREAK SPACE}%", "–", "2.00", "–", "4.00"]
    assert not page.what_if.run.isEnabled()
    assert "This engine cannot tell what other settings" in page.what_if.removed.text()


def test_tokens_are_coloured_by_what_is_known(started: Started) -> None:
    """By probability, yes; by entropy a tint would be invented."""
    started.send("Tell me")
    tokens = started.views.transcript.tokens

    def steps(measure: Measure) -> set[int | None]:
        started.models.inspector.set_colour_by(measure)
        colours = tokens._colours
        assert colours is not None
        assert colours.measure is measure
        records = started.chat.messages.message(1).records
        return {step_of(one, measure, colours.bands) for one in records}

    assert steps(Measure.PROBABILITY) == {12}
    assert steps(Measure.SURPRISAL) == {3}
    assert steps(Measure.ENTROPY) == steps(Measure.RANK) == {UNTOLD}


def test_the_card_of_a_token_has_no_invented_figure(started: Started) -> None:
    """Neither "greedy" nor a zero; of the prompt it says why there is nothing."""
    answer = started.send("Tell me")
    tokens = started.views.transcript.tokens
    card = tokens.marked.card
    assert tokens.fill_card(card, TokenRef(answer.id, is_prompt=False, index=0), is_whole=True)
    said = card._said
    assert said is not None
    figures = dict(said[0].figures)
    assert (figures["raw p"], figures["surprisal"]) == ("25.00\N{NO-BREAK SPACE}%", "2.00 bits")
    assert (figures["final q"], figures["rank"], figures["entropy"]) == ("–", "–", "– bits")
    assert not {"kept", "draw"} & figures.keys()
    assert said[0].remarks == ()
    assert re.search("25.0 percent$", said[0].name)


@pytest.mark.parametrize("suffix", EXPORT_SUFFIXES)
def test_what_is_exported_has_no_invented_figure(
    started: Started, suffix: str, tmp_path: Path
) -> None:
    """Other programs read these: null, empty cells and dashes, not zeros."""
    answer = started.send("Tell me")
    path = tmp_path / f"story{suffix}"
    with started.qtbot.waitSignal(started.models.transfer.done):
        started.models.transfer.export(started.chat.conversation.id, path)
    text = path.read_text(encoding="utf-8")
    if suffix == ".json":
        records = json.loads(text)["messages"][1]["records"]
        assert {(one["rank"], one["entropy_bits"], one["kept"]) for one in records} == {
            (None, None, None)
        }
        with started.qtbot.waitSignal(started.chat.shown.changed):
            started.models.transfer.import_files([path])
        again = started.chat.messages.message(1)
        assert (again.text, tuple(again.records)) == (answer.text, tuple(answer.records))
    elif suffix == ".csv":
        cells = next(csv.DictReader(text.splitlines()))
        assert (cells["p"], cells["surprisal_bits"]) == ("0.25", "2.0")
        assert {cells[name] for name in ("rank", "entropy_bits", "q", "kept", "u")} == {""}
    else:
        assert story_text() in html.unescape(re.sub("<[^>]*>", "", text))
        assert "None" not in text


def test_a_question_that_is_asked_all_the_same_fails_with_a_sentence(started: Started) -> None:
    """A question that the window forgot to hold back ends as every failed one."""
    said: list[str] = []
    request = PipelineRequest((1, 2), started.models.sampling.settings)
    started.program.client.ask(ExplainToken(request), said.append, said.append)
    started.qtbot.waitUntil(lambda: bool(said))
    assert said == ["This engine cannot tell."]
    assert started.asked.pop() == ExplainToken(request)
