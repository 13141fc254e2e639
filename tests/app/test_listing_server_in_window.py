"""A server in vLLM's form in the real window: our dice as far as it tells, and what it drew marked.

The form is replayed, the numbers are the bundled network's: see `tests/listing_server.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.colour_scale import UNTOLD
from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.views.page.tokens import TokenGroup
from gptdesk.app.views.text.coloured_text import coloured_text_html
from gptdesk.app.views.tokens.words import card_text
from gptdesk.chat.messages import MessageState, PromptMode
from tests.app.test_server_in_window import Opened, rows_of, text_of
from tests.app.test_whole_words import come_to_rest, cut_parts
from tests.listing_server import ListingFake, listing_server
from tests.relay import relay

pytestmark = pytest.mark.loopback


@pytest.fixture
def server() -> Iterator[ListingFake]:
    with listing_server("vllm") as server:
        yield server


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    opened = Opened(qtbot)
    yield opened
    opened.close()


def test_a_server_that_lists_is_used_like_llama_cpp_s(opened: Opened, server: ListingFake) -> None:
    """Connect, prompt, open a token, swap, stop, go on, converse, close, open again."""
    qtbot, views, chat = opened.qtbot, opened.views, opened.chat
    dialog = opened.connect(server.url)
    rows = rows_of(dialog)
    assert rows["Server"].startswith("vLLM at 127.0.0.1")
    assert rows["Token ids"] == "both ways: template, filters and dice are this program's"
    assert rows["Alternatives"] == (
        "20 at most, the last of which may tie with others: where the settings leave more than 19,"
        " the server draws, and it is said"
    )
    assert rows["Probabilities"].startswith("raw")
    assert rows["Context"] == "511 tokens"
    assert "Settings" not in rows
    assert "(llama.cpp, vLLM, SGLang) computes" in text_of(dialog), "it gets what is typed"
    for zoom in (200, 100):
        opened.models.appearance._set_zoom(zoom)
        come_to_rest()
        assert list(cut_parts(dialog)) == []
    dialog.accept()

    # ours: what a run here with the same dice gives
    opened.models.sampling.set_max_new_tokens(6)
    opened.models.sampling.set_top_k(10)
    opened.models.sampling.set_top_p(1)
    opened.models.sampling.set_temperature(0.9)
    qtbot.keyClicks(views.composer.editor, "Once <|endoftext|>")
    qtbot.waitUntil(lambda: "8 tokens" in views.composer.count_label.text())  # as text
    answer = opened.send("Once upon a time")
    assert not answer.is_drawn_by_server
    assert [one.final_p is None for one in answer.records] == [False] * 6
    panel = views.side_panel
    views.columns.set_panel_visible(True)
    panel.tabs.setCurrentWidget(panel.next_token_page)
    place = TokenRef(answer.id, is_prompt=False, index=1)
    opened.models.inspector.mark(place)
    labels = panel.next_token_page.summary._labels
    draw = answer.records[1].draw
    assert draw is not None
    qtbot.waitUntil(lambda: f"{draw:.4f}" in labels["draw"].text())
    assert labels["entropy"].text() == "entropy – bits"

    # swapped by a click on another bar; the rest is written anew
    bars = panel.next_token_page.bars
    qtbot.waitUntil(lambda: len(bars.rows) == 20)  # 19: the last that is told may tie with others
    assert bars.rows[-1].is_rest
    at, other = next((at, one) for at, one in enumerate(bars.rows) if not one.is_chosen)
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(at).center())
    row = chat.messages.rowCount() - 1
    swapped = chat.messages.message(row)
    assert swapped.token_ids[:2] == (answer.token_ids[0], other.token_id)
    assert swapped.records[1].is_forced
    assert swapped.records[1].raw_p == pytest.approx(other.raw_p)

    # a rare word that is typed stands in no list: the server is asked for it by name
    opened.models.inspector.mark(TokenRef(swapped.id, is_prompt=False, index=2))
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.keyClicks(panel.next_token_page.swap_field, " zebra")
        qtbot.keyClick(panel.next_token_page.swap_field, Qt.Key.Key_Return)
    typed = chat.messages.message(row)
    assert typed.records[2].is_forced
    assert 0 < (typed.records[2].raw_p or 0) < 0.01
    assert " zebra" in typed.text

    # stopped in the middle, and gone on with
    opened.models.sampling.set_max_new_tokens(200)
    server.pause_s = 0.05
    chat.record_added.connect(views.menu.stop.trigger, Qt.ConnectionType.SingleShotConnection)
    stopped = opened.send("The sea")
    assert stopped.state is MessageState.STOPPED
    assert 1 <= len(stopped.records) < 28, "where it ends by itself"
    server.pause_s = 0.0
    opened.models.sampling.set_max_new_tokens(3)
    row = chat.messages.rowCount() - 1
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        views.transcript.buttons.continue_requested.emit(row)
    went_on = chat.messages.message(row)
    assert went_on.token_ids[: len(stopped.token_ids)] == stopped.token_ids
    assert len(went_on.token_ids) == len(stopped.token_ids) + 3

    # beyond what was told: the server's, and said
    opened.models.sampling.set_top_k(0)
    opened.models.sampling.set_temperature(1.5)
    opened.models.sampling.set_max_new_tokens(4)
    hot = opened.send("The sea was")
    assert [one.final_p for one in hot.records] == [None] * 4
    opened.models.inspector.mark(TokenRef(hot.id, is_prompt=False, index=1))
    qtbot.waitUntil(lambda: labels["draw"].text() == "by the server")
    assert all(one.has_id for one in bars.rows[:-1]), "the column of ids stays where it is"
    group = TokenGroup(TokenRef(hot.id, is_prompt=False, index=1), 1, 2, 0, 1)
    card = card_text(hot, group, opened.models.client.model.vocabulary_of(hot))
    assert "As told by the server, which drew it by its own dice." in card.remarks
    assert card.token_id == hot.token_ids[1], "its id is known all the same"

    # a conversation, laid out by the server
    opened.models.sampling.set_temperature(0)
    chat.set_mode(PromptMode.CONVERSATION)
    said = opened.send("Tell me a story.")
    vocabulary = opened.models.client.model.vocabulary_of(said)
    prompt = b"".join(map(vocabulary.piece, said.prompt_ids)).decode()
    assert prompt.endswith("User: Tell me a story.\nBot:")
    panel.tabs.setCurrentWidget(panel.model_page)
    qtbot.waitUntil(lambda: "what these do not settle it draws" in text_of(panel.model_page.facts))

    conversation = chat.conversation.id
    opened.close()
    opened.open()
    qtbot.waitUntil(lambda: opened.chat.conversation.id == conversation)
    again = {one.id: one for one in opened.chat.messages.messages}
    for one in (hot, said, went_on):
        assert tuple(again[one.id].records) == tuple(one.records)
        assert again[one.id].token_ids == one.token_ids
    assert opened.models.servers.info is None, "not connected to by itself"
    opened.connect(server.url).accept()
    with opened.qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        opened.views.transcript.buttons.continue_requested.emit(opened.chat.messages.rowCount() - 1)
    longer = opened.chat.messages.message(opened.chat.messages.rowCount() - 1)
    assert len(longer.token_ids) > len(said.token_ids)


def continue_it(opened: Opened) -> None:
    """Press Ctrl+Enter in the empty composer, as after an answer."""
    opened.views.composer.set_text("")
    editor = opened.views.composer.editor
    editor.setFocus()
    opened.qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_another_model_does_not_go_on_in_a_server_s_answer(
    opened: Opened, server: ListingFake
) -> None:
    """Its ids can be those of the model here: the text after them would be another model's."""
    qtbot, chat = opened.qtbot, opened.chat
    opened.connect(server.url).accept()
    opened.models.sampling.set_max_new_tokens(3)
    answer = opened.send("Once upon a time")
    opened.models.servers.disconnect_from()
    qtbot.waitUntil(lambda: opened.models.servers.info is None, timeout=60_000)
    opened.views.menu.about_answer.trigger()
    about = opened.views.side_windows.answer_dialog
    assert about is not None
    host = server.url.removeprefix("http://")
    rows = about.runs.model()
    assert rows.index(0, rows.columnCount() - 1).data() == f"storyteller at {host}"
    about.close()
    assert opened.models.client.model.can_read(answer)
    continue_it(opened)
    assert "connect to it again to go on" in opened.views.notice_bar.text
    assert not chat.is_busy
    assert chat.messages.message(1).token_ids == answer.token_ids
    opened.connect(server.url).accept()
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        continue_it(opened)
    assert len(chat.messages.message(1).token_ids) == len(answer.token_ids) + 3


def test_another_server_does_not_go_on_in_a_server_s_answer(
    opened: Opened, server: ListingFake
) -> None:
    """Of the same ids it may be; the same model at another address goes on, and both are told."""
    qtbot, chat, views = opened.qtbot, opened.chat, opened.views
    opened.connect(server.url).accept()
    opened.models.sampling.set_max_new_tokens(3)
    answer = opened.send("Once upon a time")
    with listing_server("vllm", name="other") as other:
        opened.connect(other.url).accept()
        assert opened.models.client.model.can_read(answer)
        continue_it(opened)
        assert "storyteller of a server wrote this answer" in views.notice_bar.text
        assert not chat.is_busy
        assert chat.messages.message(1).token_ids == answer.token_ids

        # a branch is asked for by hand: its heading names both
        opened.models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=1))
        views.columns.set_panel_visible(True)
        page = views.side_panel.next_token_page
        views.side_panel.tabs.setCurrentWidget(page)
        with qtbot.waitSignal(chat.run_finished, timeout=60_000):
            qtbot.keyClicks(page.swap_field, " zebra")
            qtbot.keyClick(page.swap_field, Qt.Key.Key_Return)
    heading = "You, continued by storyteller (server), then other (server)"
    assert [one.heading for one in views.transcript.scroller.page.entries] == [heading]

    with relay(server.url) as line:
        opened.connect(line.url).accept()
        chat.shown.show_branch(1, -1)
        with qtbot.waitSignal(chat.run_finished, timeout=60_000):
            continue_it(opened)
        longer = chat.messages.message(1)
        assert longer.token_ids[:3] == answer.token_ids
        assert len(longer.token_ids) == 6
        views.menu.about_answer.trigger()
        about = views.side_windows.answer_dialog
        assert about is not None
        rows, horizontal = about.runs.model(), Qt.Orientation.Horizontal
        last = rows.columnCount() - 1
        hosts = [rows.index(row, last).data() for row in range(rows.rowCount())]
        urls = (server.url, line.url)
        assert hosts == [f"storyteller at {url.removeprefix('http://')}" for url in urls]
        column = next(at for at in range(last) if rows.headerData(at, horizontal) == "Precision")
        assert about.runs.isColumnHidden(column), "its place is the model's, which has an address"
        assert about.runs.textElideMode() is Qt.TextElideMode.ElideMiddle
        about.close()


def test_settings_now_show_no_chances_of_another_model(opened: Opened, server: ListingFake) -> None:
    """What the model here makes of a server's token is no probability of that token."""
    qtbot, views, models = opened.qtbot, opened.views, opened.models
    opened.connect(server.url).accept()
    models.sampling.set_max_new_tokens(3)
    answer = opened.send("Once upon a time")
    models.servers.disconnect_from()
    qtbot.waitUntil(lambda: models.servers.info is None, timeout=60_000)
    panel = views.side_panel
    views.columns.set_panel_visible(True)
    panel.tabs.setCurrentWidget(panel.next_token_page)
    models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=1))
    button = panel.next_token_page.now_button
    qtbot.waitUntil(lambda: "written by storyteller" in button.toolTip())
    assert not button.isEnabled()
    labels = panel.next_token_page.summary._labels
    told = [label.text() for label in labels.values()]
    chances = [row.raw_p for row in panel.next_token_page.bars.rows]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    models.sampling.set_temperature(0.3)  # which asks for the settings of now
    qtbot.waitUntil(lambda: models.pipeline.is_settings_now and bool(models.pipeline.pipeline))
    assert [label.text() for label in labels.values()] == told
    assert [row.raw_p for row in panel.next_token_page.bars.rows] == chances
    assert not button.isChecked()
    panel.tabs.setCurrentWidget(panel.pipeline_page)
    note = panel.pipeline_page.note
    qtbot.waitUntil(lambda: "The steps are what the model in use makes of it" in note.text())
    assert [label.text() for label in panel.pipeline_page.summary._labels.values()] == told
    models.inspector.mark(TokenRef(answer.id, is_prompt=True, index=1))
    qtbot.waitUntil(lambda: bool(models.pipeline.pipeline))
    assert models.next_token.rows == (), "nobody measured the prompt"


def test_what_a_server_did_not_tell_is_hatched(
    opened: Opened, server: ListingFake, tmp_path: Path
) -> None:
    """Uncoloured it would look like the best rank, and like no uncertainty."""
    qtbot, views, models = opened.qtbot, opened.views, opened.models
    opened.connect(server.url).accept()
    models.sampling.set_max_new_tokens(30)
    models.sampling.set_top_k(0)
    models.sampling.set_top_p(1)
    models.sampling.set_temperature(1.2)
    models.sampling.set_seed(1)
    answer = opened.send("Once upon a time")
    beyond = [at for at, one in enumerate(answer.records) if one.rank is None]
    assert 0 < len(beyond) < len(answer.records)
    scale = views.legend.scale
    choice = views.legend.choice
    for measure in (Measure.RANK, Measure.ENTROPY):
        while models.inspector.colour_by is not measure:
            qtbot.keyClick(choice, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "not told" in scale.accessibleName(), timeout=5_000)
        colours = views.transcript.tokens._colours
        places = views.transcript.tokens.places
        assert colours is not None
        assert places is not None
        entry = views.transcript.scroller.page.entries[-1]
        steps = [step for _, _, step in colours.groups(places.of_entry(entry), 0, 10_000)]
        hatched = len(beyond) if measure is Measure.RANK else len(answer.records)
        assert steps.count(UNTOLD) == hatched
        page = tmp_path / f"{measure}.html"
        page.write_text(
            coloured_text_html(
                answer,
                models.client.model.vocabulary_of(answer),
                measure,
                models.inspector.bands,
            ),
            encoding="utf-8",
        )
        html = page.read_text(encoding="utf-8")
        assert html.count('class="untold"') == hatched + 1, "and in the legend"
    qtbot.keyClick(choice, Qt.Key.Key_Up)  # surprisal, which was told
    qtbot.waitUntil(lambda: "not told" not in scale.accessibleName())
