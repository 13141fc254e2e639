"""*Under the hood* beside the chat: it follows the mark, moves by keys, and says what it shows."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from weakref import ref

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import TARGET, current_theme, zoom_of, zoomed
from gptdesk.app.viewmodels.inside.walking import Page, Step, Tour, entries_of, entry_of
from gptdesk.app.views.inside.attention_page import AttentionPage
from gptdesk.app.views.inside.logits.contributions_page import ContributionsPage
from gptdesk.app.views.inside.logits.lens_page import LensPage
from gptdesk.app.views.inside.space.space_page import SpacePage
from gptdesk.app.views.inside.stop_page import StopPage
from gptdesk.app.views.inside.tour_words import _NOTES, _NOTES_OF_LLAMA, tour_note
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.messages import MessageState
from gptdesk.engine.inside.values import (
    ANATOMIES,
    InsideAnswer,
    LensRequest,
    PlaceRequest,
    PlaceView,
    Spot,
    Stop,
)
from gptdesk.engine.types import (
    GenerationEvent,
    GenerationRequest,
    LoadProgress,
    LoadRequest,
    ModelInfo,
)
from gptdesk.resources import resource_path
from gptdesk.storage.paths import user_paths
from tests.app.views.inside.conftest import BALL, Example, Hood, start
from tests.kept_engine import KeptEngine, kept_engine
from tests.tiny_models import TINY, write_tiny_model


def test_it_opens_at_the_marked_token(hood: Hood, example: Example) -> None:
    """F7 asks how this very token was predicted: the column before it."""
    assert hood.inside.at is not None
    assert hood.inside.at.place == 24
    assert hood.window.title.text() == "How “␣ball”, place 25, was predicted after “␣red”, place 24"
    assert hood.inside.view is not None
    assert hood.inside.view.outcome.p == pytest.approx(example.as_is.p(BALL), abs=1e-4)
    assert hood.window.prediction.text() == f"p {example.shown}, rank 1"
    assert "float32, as stored, place 24" in hood.window.origin.text()


def test_it_follows_the_mark_until_it_is_pinned(hood: Hood) -> None:
    """Looking at another token is one click in the chat; a pin keeps what is explained."""
    hood.mark(10, is_prompt=True)
    hood.wait_for_view()
    assert hood.window.title.text().endswith("place 10")
    hood.qtbot.mouseClick(hood.window.pin, Qt.MouseButton.LeftButton)
    hood.mark(20, is_prompt=True)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 10
    hood.qtbot.mouseClick(hood.window.pin, Qt.MouseButton.LeftButton)
    assert hood.inside.at.place == 20


def test_the_first_token_was_predicted_by_nothing(hood: Hood) -> None:
    """It is shown as input only, and says so."""
    hood.mark(0, is_prompt=True)
    assert "nothing predicted it" in hood.window.title.text()
    assert hood.inside.at is not None
    assert hood.inside.at.place == 1


def test_keys_move_the_place_and_the_stop(hood: Hood) -> None:
    """A teacher walks with the keyboard alone."""
    hood.window.strip.setFocus()
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_Left)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 23
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_Home)
    assert hood.inside.at.place == 1
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_End)
    assert hood.inside.at.place == len(hood.inside.at.ids)
    assert hood.window.title.text().startswith("What comes after")
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_PageDown)
    assert hood.inside.step.spot.stop is Stop.INPUT
    for _ in range(2 + 2 * 11):
        hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_PageDown)
    assert (hood.inside.step.spot.block, hood.inside.step.spot.stop) == (3, Stop.QUERY_KEY_VALUE)
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_PageUp)
    assert (hood.inside.step.spot.block, hood.inside.step.spot.stop) == (3, Stop.NORM_1)


def test_a_click_in_the_strip_looks_at_that_token(hood: Hood) -> None:
    """The token that is clicked is the one whose prediction is shown."""
    strip = hood.window.strip
    pos = strip.rect_of(17).center()
    hood.qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 16
    hood.wait_for_view()
    assert "“␣ball”, place 17" in hood.window.title.text()


def test_the_list_goes_to_a_stop_of_the_block_that_is_chosen(hood: Hood) -> None:
    """What is clicked is what is shown."""
    hood.window.stops.block.setValue(4)
    entries = [hood.window.stops.list.item(row) for row in range(hood.window.stops.list.count())]
    item = next(item for item in entries if item.text().strip() == "GELU")
    rect = hood.window.stops.list.visualItemRect(item)
    hood.qtbot.mouseClick(
        hood.window.stops.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center()
    )
    step = hood.inside.step
    assert (step.page, step.spot.stop, step.spot.block) == (Page.STOP, Stop.GELU, 4)
    assert type(step.spot.stop) is Stop


def test_block_and_head_can_be_read_beside_their_arrows(hood: Hood) -> None:
    stops = hood.window.stops
    for field in (stops.block, stops.head):
        room = field.lineEdit().contentsRect().width()
        assert room > 2 * field.fontMetrics().horizontalAdvance(field.text())


def test_nothing_is_computed_for_a_closed_window(hood: Hood) -> None:
    """Tokens per second stay what they were; what is marked meanwhile is looked at afterwards."""
    hood.window.activateWindow()
    hood.qtbot.keyClick(hood.window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not hood.window.isVisible()
    assert hood.program.window.isVisible()
    hood.mark(3, is_prompt=True)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 24
    hood.program.window.views.menu.inside.trigger()
    hood.wait_for_view()
    assert hood.inside.at.place == 3


def test_nothing_is_computed_while_an_answer_streams(
    hood: Hood, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the window open an answer is as fast as without it: no look comes between its tokens.

    The place that the user goes to meanwhile is looked at when the answer has ended.
    """
    engine, calls = kept_engine(), []
    generate, look_inside = engine.generate, engine.look_inside

    def generating(request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        calls.append("begin")
        try:
            yield from generate(request, cancelled)
        finally:
            calls.append("end")

    def looking(*args: Any) -> InsideAnswer | None:
        calls.append("look")
        return look_inside(*args)

    monkeypatch.setattr(engine, "generate", generating)
    monkeypatch.setattr(engine, "look_inside", looking)
    chat = hood.program.view_models.chat
    hood.program.view_models.sampling.set_max_new_tokens(12)

    @chat.busy_changed.connect
    def look_elsewhere() -> None:
        if chat.is_busy:
            hood.inside.look_at(3)  # as an arrow key does; the pages ask for theirs too

    with hood.qtbot.waitSignal(chat.run_finished):
        chat.submit(" and")
    hood.qtbot.waitUntil(lambda: "end" in calls and "look" in calls[calls.index("end") :])
    assert calls[calls.index("begin") : calls.index("end") + 1] == ["begin", "end"]


class Work(QObject):
    """Counts what the window does while an answer grows.

    Attributes:
        while_growing: up to the last hand-over but one; by the last one the answer may have ended
            in the network's thread, which looks again.
    """

    def __init__(self, hood: Hood) -> None:
        super().__init__(hood.window)
        self._hood = hood
        self.begin()
        inside, models = hood.inside, hood.program.view_models
        for name, signal in {
            "place": inside.place_changed,
            "view": inside.view_changed,
            "step": inside.step_changed,
            "tint": inside.tint_changed,
            "kept views": models.keeping.changed,
            "what if": models.network_what_if.changed,
            "branches": models.branches.sides_changed,
        }.items():
            signal.connect(partial(self._count, name))
        models.chat.runner.grew.connect(self._on_grew)
        app = QApplication.instance()
        assert app is not None, "it runs"
        app.installEventFilter(self)

    def begin(self) -> None:
        """Count anew."""
        self.while_growing: Counter[str] = Counter()
        self._until_last: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_widget = isinstance(watched, QWidget) and watched.window() is self._hood.window
        if is_widget and event.type() in {QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest}:
            self._count("painted")
        return False

    def _count(self, name: str, *_facts: object) -> None:
        answer = self._hood.program.view_models.chat.messages.messages[-1]
        # What begins with the answer has been done by its fifth token.
        if answer.state is MessageState.STREAMING and len(answer.token_ids) > 5:
            self._counts[name] += 1

    def _on_grew(self, *_facts: object) -> None:
        self.while_growing, self._until_last = self._until_last, self._counts.copy()
        self._count("handed over")


def test_nothing_is_done_or_painted_while_an_answer_streams(
    hood: Hood, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the window's thread does between two tokens, the network waits for.

    Kept views were read anew at each hand-over, some 20 times a second.
    """
    engine = kept_engine()
    generate = engine.generate

    def as_on_a_slow_computer(
        request: GenerationRequest, cancelled: Event
    ) -> Iterator[GenerationEvent]:
        for event in generate(request, cancelled):
            time.sleep(0.01)  # a fast one is done with a hundred tokens after one hand-over
            yield event

    monkeypatch.setattr(engine, "generate", as_on_a_slow_computer)
    chat = hood.program.view_models.chat
    hood.program.view_models.sampling.set_max_new_tokens(100)
    work = Work(hood)
    for page in (Page.STOP, Page.ATTENTION, Page.KEPT):
        hood.inside.go_to(hood.inside.step.at_page(page))
        hood.qtbot.waitUntil(hood.window.page(page).isVisible)
        work.begin()
        with hood.qtbot.waitSignal(chat.run_finished):
            chat.submit(" and")
        counts = work.while_growing
        assert counts.pop("handed over", 0) >= 1, "it is not over at once"
        assert counts.pop("painted", 0) <= 2, "a frame that was due when it began"
        assert not counts, page
        hood.wait_for_view()


def let_a_minute_pass(hood: Hood) -> None:
    forgetting = hood.inside._forgetting
    assert forgetting.isActive(), "it begins when the window closes"
    assert forgetting.interval() == 60_000
    forgetting.setInterval(0)
    forgetting.start()
    hood.qtbot.waitUntil(lambda: not forgetting.isActive())
    forgetting.setInterval(60_000)


def test_a_minute_after_it_closes_no_memory_stays(hood: Hood) -> None:
    """Passes, the network as stored, maps and pictures: a look inside must not cost for hours.

    Opened again, it is where it was, and shows what it showed.
    """
    engine = kept_engine()
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)))
    page = hood.window.page(Page.ATTENTION)
    assert isinstance(page, AttentionPage)
    attention = page.attention
    attention.open_head(6, 1)
    hood.qtbot.waitUntil(lambda: attention.is_map_of_now)
    kept = [ref(one) for one in (engine._opened, engine._opened._passes._walks[-1])]
    hood.window.close()
    let_a_minute_pass(hood)
    hood.qtbot.waitUntil(lambda: engine._opened is None)
    gc.collect()
    assert [one() for one in kept] == [None, None]
    assert attention.map is None
    assert not attention.heads
    hood.program.window.views.menu.inside.trigger()
    hood.wait_for_view()
    assert hood.inside.at is not None
    assert hood.inside.at.place == 24
    hood.qtbot.waitUntil(lambda: attention.is_map_of_now)


def test_opened_again_within_the_minute_nothing_was_given_up(hood: Hood) -> None:
    """Closing it for a look at the chat costs no second pass."""
    passes = kept_engine()._opened
    hood.window.close()
    assert hood.inside._forgetting.isActive()
    hood.program.window.views.menu.inside.trigger()
    assert not hood.inside._forgetting.isActive()
    hood.wait_for_view()
    assert kept_engine()._opened is passes


def test_another_model_in_the_midst_leaves_nothing_of_the_one_before(
    hood: Hood, tmp_path: Path
) -> None:
    """What runs is left, its late answer is not heard, and its passes are gone."""
    engine = kept_engine()
    kept = [ref(one) for one in (engine._opened, engine._opened._passes._walks[-1])]
    heard: list[object] = []
    assert hood.inside.at is not None
    for place in range(1, 25):  # a row of questions, most of which have not begun
        at = replace(hood.inside.at, place=place)
        hood.inside.ask(LensRequest(at), heard.append, heard.append, is_of_place=False)
    with hood.qtbot.waitSignal(hood.program.view_models.library.model_opened):
        hood.program.view_models.library.open_model(write_tiny_model(tmp_path / "small"))
    of_before = len(heard)
    hood.wait_for_view()
    gc.collect()
    assert [one() for one in kept] == [None, None]
    hood.inside.ask(PlaceRequest(hood.inside.at), heard.append)
    hood.qtbot.waitUntil(lambda: len(heard) > of_before)
    assert isinstance(heard[-1], PlaceView), "and nothing late came before it"
    assert len(heard) == of_before + 1


def test_another_chat_has_nothing_to_look_at(hood: Hood) -> None:
    """An empty chat says what to do, and no late answer of the other one appears."""
    hood.program.window.views.menu.new_chat.trigger()
    assert hood.inside.at is None
    assert hood.window.problem.isVisible()
    assert "mark a token" in hood.window.problem.text()
    editor = hood.program.window.views.composer.editor
    hood.qtbot.keyClicks(editor, "Once")
    assert hood.window.problem.text().startswith("Send the prompt first")
    editor.clear()
    assert "mark a token" in hood.window.problem.text()
    hood.window.activateWindow()
    hood.qtbot.waitUntil(hood.window.isActiveWindow)
    control = Qt.KeyboardModifier.ControlModifier
    hood.qtbot.keyClick(hood.window.stops.list, Qt.Key.Key_Q, control)
    assert not hood.program.window.isVisible(), "Ctrl+Q closes the program, here too"
    assert not hood.window.isVisible()


def test_hovering_names_a_token(hood: Hood) -> None:
    """Elided and invisible characters are told in the tip."""
    assert hood.window.strip.words_of(17) == "“␣ball”, place 17"
    assert hood.window.strip._index_at(QPoint(-5, -5)) == -1


def test_a_short_text_is_enough(make_hood: Callable[..., Hood]) -> None:
    """One token of prompt is a text too."""
    hood = make_hood(text="The")
    assert hood.inside.at is not None
    assert hood.inside.at.place == 1
    assert hood.inside.problem == ""


def choose_tour(hood: Hood, tour: Tour) -> None:
    """Open the list of tours and choose one by keys."""
    box = hood.window.stops.tour
    box.setFocus()
    hood.qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(list(Tour).index(tour)):
        hood.qtbot.keyClick(box, Qt.Key.Key_Down)
    assert hood.inside.tour is tour


def test_a_tour_goes_from_stop_to_stop_and_says_something_at_each(hood: Hood) -> None:
    """Page Down shows a class the way; every stop of a tour that is listed can be reached."""
    for tour in list(Tour)[1:]:
        choose_tour(hood, tour)
        entries = entries_of(tour, ANATOMIES["gpt"])
        assert hood.window.stops.list.count() == len(entries)
        assert hood.inside.step.entry == entries[0], "it began at the end of the one before"
        met, said = [hood.inside.step.entry], 0
        while True:
            said += hood.window.note.isVisible()
            hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_PageDown)
            if hood.inside.step.entry == met[-1]:
                break
            met.append(hood.inside.step.entry)
        assert set(met) == set(entries), tour
        assert said >= min(len(entries), 6)
    choose_tour(hood, Tour.ALL)
    assert not hood.window.note.isVisible()


def test_every_note_stands_at_a_stop_of_its_tour() -> None:
    """A sentence that nobody can reach is none."""
    for design, of_design in (("gpt", _NOTES), ("llama", _NOTES_OF_LLAMA)):
        for tour, notes in of_design.items():
            for place, note in notes.items():
                assert entry_of(place) in entries_of(tour, ANATOMIES[design]), (tour, place)
                assert tour_note(tour, entry_of(place), design) == note


def test_the_card_of_a_token_leads_there(hood: Hood) -> None:
    """A token that the mouse rests on is looked at by one click, and stays marked."""
    hood.window.close()
    tokens = hood.program.window.views.transcript.tokens
    answer = hood.program.view_models.chat.messages.messages[-1]
    box = tokens.box(TokenRef(answer.id, is_prompt=False, index=1))
    assert box is not None
    tokens.marked.hover(box.center())
    hood.qtbot.waitUntil(tokens.marked.card.isVisible)
    hood.qtbot.mouseClick(tokens.marked.card.inside, Qt.MouseButton.LeftButton)
    assert hood.window.isVisible()
    assert hood.inside.at is not None
    assert hood.inside.at.place == 25
    assert hood.program.view_models.inspector.marked == TokenRef(answer.id, False, 1)


def test_zoom_and_guess_mode_have_their_keys_here_too(hood: Hood) -> None:
    """A teacher does not go back to the other window for them."""
    models = hood.program.view_models
    hood.window.activateWindow()
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert zoom_of(hood.window) > 100
    hood.qtbot.keyClick(hood.window.strip, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert models.talk.is_guessing


def test_the_figure_beside_a_first_token_is_that_of_the_next(hood: Hood) -> None:
    """Nothing predicted the first one: its own figure does not exist."""
    hood.mark(0, is_prompt=True)
    hood.wait_for_view()
    assert hood.window.prediction.text().startswith("next: “␣upon” p ")


def test_the_chat_can_stand_in_front_of_it(hood: Hood) -> None:
    """A window that belongs to another one stays above it, and the composer could not be reached.

    As it belongs to none, it has to be closed with the main one, or the program would go on.
    """
    handle = hood.window.windowHandle()
    assert handle is not None
    assert handle.transientParent() is None
    hood.program.window.close()
    assert not hood.window.isVisible()
    assert hood.program.is_joined


def test_it_says_which_tokens_the_network_saw(
    make_hood: Callable[..., Hood], tmp_path: Path
) -> None:
    """Of a long prompt the first tokens are gone, later more: nobody must think they were read."""
    small = write_tiny_model(tmp_path / "small", replace(TINY, ctx_len=16))
    hood = make_hood(small, text="one two three four five six seven eight nine ten" * 3)
    message = hood.inside.message
    assert message is not None
    assert hood.inside.at is not None
    dropped = hood.inside.left_out_tokens
    prompt = hood.program.view_models.chat.messages.messages[-2].text
    answer: list[tuple[int, ...]] = []
    hood.inside.split(prompt, answer.append)
    hood.qtbot.waitUntil(lambda: bool(answer))
    assert len(message.prompt_ids) == len(answer[0]) - dropped
    assert dropped > 0
    words = (
        f"The network saw places 1 to {hood.inside.at.place} of this text. The prompt was too"
        f" long: its first {dropped} tokens were left out, and have no place."
    )
    assert hood.window.context.isVisible()
    assert hood.window.context.text() == words
    assert hood.window.origin.text().endswith(f"left out before place 1: {dropped} tokens")
    hood.inside.look_at(len(hood.inside.at.ids))
    hood.wait_for_view()
    assert hood.inside.view is not None
    start = hood.inside.view.context_start
    assert start > 0
    assert hood.window.context.text().startswith(f"The network saw places {start + 1} to ")
    assert f"places 1 to {start} were forgotten" in hood.window.context.text()


def test_nothing_is_said_where_all_was_seen(hood: Hood) -> None:
    """A line that says nothing takes no room."""
    assert not hood.window.context.isVisible()


def test_the_keyboard_goes_to_the_list_when_its_page_is_left(hood: Hood) -> None:
    """Page Down from within a page: the next key must not press what happens to come next."""
    page = hood.window.page(Page.STOP)
    hood.inside.go_to(Step(Page.STOP, Spot(Stop.QUERY_KEY_VALUE, 6, 1)))
    hood.qtbot.waitUntil(lambda: page.isVisible() and page.vectors.row_count() > 0)
    page.vectors.setFocus()
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_PageDown)
    assert hood.inside.step.page is Page.ATTENTION
    assert hood.window.stops.list.hasFocus()


def test_a_page_that_is_opened_late_shows_what_is_known(hood: Hood) -> None:
    """A page is made when it is first shown: what the strip below asked for must stand in it."""
    hood.window.resize(1400, 900)
    window = hood.window
    hood.qtbot.waitUntil(lambda: window.lens.lens is not None)
    hood.qtbot.waitUntil(lambda: window.contributions.account is not None)
    known = window.lens.lens
    assert known is not None
    for page, count in ((Page.LENS, len(known.points)), (Page.CONTRIBUTIONS, 1)):
        hood.inside.go_to(replace(hood.inside.step, page=page))
        shown = window.page(page)
        assert shown.isVisible()
        assert isinstance(shown, LensPage | ContributionsPage)
        assert shown.table.model().rowCount() >= count, "at once"
        assert zoom_of(shown) == zoom_of(window)


def test_tab_reaches_every_part_in_the_order_of_the_eye(hood: Hood) -> None:
    """List, page, then the head of the window and the text; nothing holds the keyboard."""
    for page in Page:
        hood.inside.go_to(Step(page, Spot(Stop.SCORES, 6, 1)))
        hood.wait_for_view()
        window, met = hood.window, list[object]()
        window.stops.list.setFocus()
        while window.focusWidget() not in met:
            met.append(window.focusWidget())
            assert len(met) < 60, page
            hood.qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is window.stops.list, "round, and no way out of it"
        head = [met.index(one) for one in (window.print, window.pin, window.strip)]
        assert head == list(range(head[0], head[0] + 3)), page
        inner = [met.index(one) for one in met if window.page(page).isAncestorOf(one)]
        assert not inner or max(inner) < head[0], page
        below = [met.index(one) for one in met if window.lower_strip.isAncestorOf(one)]
        assert not inner or not below or max(inner) < min(below), "a page may be made last"


def test_opened_while_the_model_loads_it_is_as_if_opened_after(
    hood: Hood, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer's own heads are changed, and the page on show is filled without a click."""
    heads = (HeadChange(5, 1, 2.0),)
    chat = hood.program.view_models.chat
    with qtbot.waitSignal(chat.run_finished):
        assert chat.answer_again(chat.messages.messages[-1].id, heads)
    conversation = hood.program.view_models.conversations.open_id
    hood.program.window.close()
    qtbot.waitUntil(lambda: hood.program.is_joined)

    may_load, load = Event(), KeptEngine.load

    def slow_load(engine: KeptEngine, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        assert may_load.wait(60)
        return load(engine, request, progress)

    monkeypatch.setattr(KeptEngine, "load", slow_load)
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engine)
    qtbot.addWidget(program.window)
    program.start(resource_path("models/storyteller"))
    again = Hood(program, qtbot)
    program.view_models.conversations.open_conversation(conversation)
    qtbot.waitUntil(lambda: program.view_models.chat.messages.rowCount() == 2)
    again.mark(0)
    qtbot.keyClick(program.window, Qt.Key.Key_F7)
    page = again.window.page(Page.STOP)
    assert isinstance(page, StopPage)
    qtbot.waitUntil(again.window.problem.isVisible)
    assert again.window.problem.text() == "The model is being opened…"
    may_load.set()
    again.wait_for_view()
    qtbot.waitUntil(lambda: page.isVisible() and page.figures() is not None)
    assert again.inside.changes == Changes(heads)
    program.window.close()
    qtbot.waitUntil(lambda: program.is_joined)


def test_a_pinned_text_of_another_chat_says_so_and_keeps_its_changes(
    hood: Hood, qtbot: QtBot
) -> None:
    """Whose text it is, whose heads are changed; and what is refused is said here, not there."""
    models, window = hood.program.view_models, hood.window
    first = models.conversations.open_id
    qtbot.mouseClick(window.pin, Qt.MouseButton.LeftButton)
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    assert window.context.isHidden()
    notices: list[str] = []
    models.chat.notice_raised.connect(notices.append)
    models.conversations.new()
    assert window.context.text().startswith(
        "Pinned: this text is of another chat, “Once upon a time there was"
    )
    assert not window.keep.isEnabled()
    assert "of another chat" in window.keep.toolTip()
    assert "of another chat" in window.off_bar.again.toolTip()
    qtbot.mouseClick(window.off_bar.again, Qt.MouseButton.LeftButton)
    assert notices == []

    with qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit("Tom had a")
    assert hood.inside.changes == Changes((HeadChange(3, 2),)), "still of the pinned text"
    qtbot.mouseClick(window.pin, Qt.MouseButton.LeftButton)
    assert hood.inside.changes == Changes()
    assert window.context.isHidden()
    window.close()
    models.conversations.open_conversation(first)
    qtbot.waitUntil(lambda: models.conversations.open_id == first)
    models.chat.new_chat()
    models.chat.submit("Sue had a")
    hood.program.window.views.menu.inside.trigger()
    assert hood.inside.at is None, "no text of a chat that is not open"
    assert window.problem.text().startswith("An answer is being written.")
    qtbot.waitUntil(lambda: not models.chat.is_busy)
    hood.wait_for_view()
    assert hood.inside.is_of_open_chat
    models.conversations.open_conversation(first)
    qtbot.waitUntil(lambda: hood.inside.changes == Changes((HeadChange(3, 2),)))

    # Of more changes than there is room for: how many, and never the same words for two states.
    said = set()
    for spared in (4, 3):
        heads = [
            HeadChange(b, h) for b in range(1, 7) for h in range(1, 5) if (b, h) != (6, spared)
        ]
        hood.inside.set_changes(Changes(tuple(heads), hidden=(2, 7)))
        hood.wait_for_view()
        words = window.origin.text()
        assert "23 heads, 2 hidden places: heads 1.1, " in words
        assert "place 7 hidden" in words
        assert window.title.text().endswith(", with changes: 23 heads, 2 hidden places")
        assert "6.2" in window.origin.toolTip()
        said.add(words)
    assert len(said) == 2


@pytest.mark.parametrize("zooms", [(100, 200), (200,)], ids=["made before", "made at 200 %"])
def test_no_page_is_wider_than_a_small_window(hood: Hood, zooms: tuple[int, ...]) -> None:
    """At 200 % two of them had to be scrolled sideways: what a line says was out of sight.

    A page that is made at a zoom which the window has no room for is as one that was there before:
    rows and fields had the size of the whole zoom.
    """
    hood.window.resize(900, 640)
    at = hood.inside.step.at_page
    for zoom in zooms:
        hood.program.view_models.appearance._set_zoom(zoom)
        for page in (page for page in Page if page is not Page.STOP):
            hood.inside.go_to(at(page))
            shown = hood.window.page(page)
            parts = shown.buttons.values() if isinstance(shown, SpacePage) else ()
            for go in (lambda: None, *(part.click for part in parts)):
                go()
                hood.qtbot.waitUntil(lambda: not hood.window._is_computing())
                for _ in range(3):  # a part that takes another zoom asks for another room
                    QApplication.processEvents()
                room, own = hood.window._room, zoom_of(hood.window)
                assert room.horizontalScrollBar().maximum() == 0, (page, zoom, own)
            tables = [one for one in shown.findChildren(CellTableView) if one.isVisible()]
            heights = [one.verticalHeader().defaultSectionSize() for one in tables]
            assert all(height <= zoomed(TARGET, own) + 2 for height in heights), page
            lines = [one for one in shown.findChildren(QLineEdit) if one.isVisible()]
            letters = QFontMetrics(current_theme().font("ui", own)).height()
            assert all(one.fontMetrics().height() <= letters + 1 for one in lines), page


def test_it_opens_on_the_screen_in_a_large_zoom(qtbot: QtBot) -> None:
    """At 250 % its title bar stood above the screen: the mouse could neither move nor close it."""
    program = start(qtbot, resource_path("models/storyteller"))
    program.view_models.appearance._set_zoom(250)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.view_models.chat.submit("Once")
    hood = Hood(program, qtbot)
    hood.mark(0)
    qtbot.keyClick(program.window, Qt.Key.Key_F7)
    qtbot.waitExposed(hood.window)
    hood.wait_for_view()
    QApplication.processEvents()
    screen = hood.window.screen().availableGeometry()
    place = hood.window.frameGeometry()
    assert screen.contains(place)
    assert place.bottom() < screen.bottom() - 50, "the main one is clicked below it"
    program.window.close()
