"""*Ask two models* in the real window, with networks that are really computed, if small."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from torch.nn import functional

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector.talk import Question
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.two_models_dialog import TwoModelsDialog
from gptdesk.app.views.composer.attachments import Attachment
from gptdesk.app.views.guess.cover import GuessField
from gptdesk.app.views.model.server_dialog import ServerDialog
from gptdesk.storage.models.catalog import bundled_model, shown_name
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.kept_engine import kept_engines
from tests.model.llama_networks import make_network, write_gguf
from tests.tiny_models import tiny_model, write_tiny_model

PROMPT, TOKENS, LONG_MS = "Once upon a time", 6, 60_000


class Teacher:
    """One user at one window after the other, with two small models of one vocabulary."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.one = write_tiny_model(folder / "one")
        self.two = write_tiny_model(folder / "two", seed=7)
        self.open()

    def open(self) -> None:
        """Start the program with the first model."""
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=kept_engines
        )
        self.models, self.views = self.program.view_models, self.program.window.views
        self.qtbot.addWidget(self.program.window)
        signals = [self.models.library.model_opened, self.models.conversations.loaded]
        with self.qtbot.waitSignals(signals, timeout=LONG_MS):
            self.program.start(self.one)
        self.program.window.show()
        self.models.sampling.set_max_new_tokens(TOKENS)
        self.models.sampling.set_temperature(1)
        self.models.sampling.set_seed(3)

    def know(self, path: Path) -> None:
        """Open a model, so that it is listed, and the first one again."""
        for one in (path, self.one):
            with self.qtbot.waitSignal(self.models.library.model_opened, timeout=LONG_MS):
                self.models.library.open_model(one)
        self.qtbot.waitUntil(
            lambda: any(one.path == path for one in self.models.two_models.choices)
        )

    @property
    def dialog(self) -> TwoModelsDialog:
        """The dialog, opened by its menu entry."""
        self.views.menu.ask_two.trigger()
        dialog = self.views.side_windows.two_models_dialog
        assert dialog is not None
        self.qtbot.waitUntil(dialog.isVisible)
        return dialog

    def ask(self, second: str) -> TwoModelsDialog:
        """Type a prompt, choose the second model, and start."""
        dialog = self.dialog
        dialog.prompt.selectAll()
        self.qtbot.keyClicks(dialog.prompt, PROMPT)
        assert dialog.first.currentText() == "one"
        dialog.second.setFocus()
        self.qtbot.keyClicks(dialog.second, second)
        assert dialog.second.currentText() == second
        self.click(dialog.ask)
        return dialog

    def click(self, button: object) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait_for_end(self) -> None:
        self.qtbot.waitUntil(lambda: not self.models.two_models.is_running, timeout=LONG_MS)
        assert self.models.library.opened == self.one, "the model of before is in use again"

    @property
    def compare(self) -> CompareDialog:
        dialog = self.views.side_windows.compare_dialog
        assert dialog is not None
        return dialog

    def figures(self) -> list[tuple[str, ...]]:
        """Return the rows of the KL page."""
        rows = self.compare.divergence.rows
        columns = range(rows.columnCount())
        return [
            tuple(rows.index(row, at).data() for at in columns) for row in range(rows.rowCount())
        ]


@pytest.fixture
def teacher(qtbot: QtBot, tmp_path: Path) -> Iterator[Teacher]:
    teacher = Teacher(qtbot, tmp_path)
    yield teacher
    teacher.program.window.close()
    assert teacher.program.is_joined


def kl_by_torch(ids: tuple[int, ...], place: int) -> tuple[float, float]:
    with torch.inference_mode():
        log_p, log_q = (
            tiny_model(seed=seed)(torch.tensor([ids[:place]]))[0, -1].double().log_softmax(-1)
            for seed in (123, 7)
        )
    kl = functional.kl_div(log_q, log_p, reduction="sum", log_target=True)
    reverse = functional.kl_div(log_p, log_q, reduction="sum", log_target=True)
    return kl.item(), reverse.item()


def test_two_models_of_one_vocabulary(teacher: Teacher) -> None:
    """Same dice in two branches, KL of torch in the table, kept when closed, then measured anew."""
    teacher.know(teacher.two)
    engine = teacher.models.client._worker._engine._local
    network = engine._ready().network
    teacher.ask("two")
    teacher.wait_for_end()
    assert engine._ready().network is network, "both fit: nothing was read again"
    teacher.qtbot.waitUntil(lambda: engine._spare is None)
    compare = teacher.compare
    assert compare.isVisible()
    left, right = compare.comparison.left, compare.comparison.right
    assert [side.answer.runs[0].model_name for side in (left, right)] == ["one", "two"]
    assert left.prompt_text == right.prompt_text == PROMPT
    draws = [[record.draw for record in side.answer.records] for side in (left, right)]
    assert draws[0] == draws[1], "the same dice"
    assert len(draws[0]) == TOKENS
    assert left.ids != right.ids

    compare.pages.setCurrentWidget(compare.divergence)
    for row, side in enumerate((left, right)):
        compare.divergence.along.setCurrentIndex(row)
        figures = teacher.figures()
        assert len(figures) == TOKENS
        for number, cells in enumerate(figures):
            place = side.prompt_tokens + number
            assert cells[0] == str(place + 1)
            shown = [float(cell) for cell in cells[4:]]
            # three decimals
            assert shown == pytest.approx(kl_by_torch(side.ids, place), abs=6e-4)
    assert compare.divergence.said.text().startswith("On average ")
    known = teacher.figures()

    def reopened() -> list[tuple[str, ...]]:
        teacher.models.comparing.compare_answers(left.answer.id, right.answer.id)
        teacher.compare.divergence.along.setCurrentIndex(1)
        return teacher.figures()

    chat_id = teacher.models.chat.conversation.id
    compare.close()
    assert reopened() == known
    teacher.program.window.close()
    teacher.open()
    teacher.views.sidebar.list.open_requested.emit(chat_id)
    teacher.qtbot.waitUntil(lambda: len(teacher.models.chat.messages.messages) == 2)
    teacher.qtbot.waitUntil(lambda: len(teacher.models.two_models.choices) > 2)
    with teacher.qtbot.waitSignal(teacher.models.comparing.sides_ready, timeout=LONG_MS):
        teacher.models.comparing.compare(1)
    teacher.compare.divergence.along.setCurrentIndex(1)
    teacher.compare.pages.setCurrentWidget(teacher.compare.divergence)
    assert not teacher.figures(), "it is not stored"
    teacher.click(teacher.compare.divergence.measure)
    teacher.wait_for_end()
    assert teacher.figures() == known


def test_long_places_of_one_name_show_where_they_differ(teacher: Teacher, tmp_path: Path) -> None:
    """In every list of models, and in a narrow field; whole they are in the tooltip."""
    name, rest = "a-model-with-quite-a-long-name", "of-a-friend-who-gives-long-names-to-folders"
    paths = [
        write_tiny_model(tmp_path / f"weights-{which}-{rest}" / "deep" / name)
        for which in ("old", "new")
    ]
    for path in paths:
        teacher.know(path)
    dialog = teacher.dialog
    dialog.resize(420, 400)
    field = dialog.second
    names = [field.itemText(row) for row in range(field.count())]
    shown = [f"{name} · …ights-{which}-of-a-frien…" for which in ("old", "new")]
    assert set(shown) < set(names)
    for path, one in zip(paths, shown, strict=True):
        field.setCurrentIndex(names.index(one))
        assert field.currentData(Qt.ItemDataRole.ToolTipRole) == str(path)
        assert one[-15:] in field.shown_text()
        assert field.shown_text().startswith(one[:8])
    assert field.view().textElideMode() is Qt.TextElideMode.ElideMiddle
    dialog.reject()
    menu, models = teacher.views.menu, teacher.models.listed_models
    recent = [one.text() for one in menu._recent_menu.actions()]
    listed = [one.name for one in models.rows]
    for which in ("old", "new"):
        assert sum(f"-{which}-of-a" in one for one in recent) == 1, recent
        assert f"{name} · …ights-{which}-of-a-frien…" in listed


def test_models_of_one_name_are_told_apart(teacher: Teacher, tmp_path: Path) -> None:
    """By where they are, in the dialog, the menu and the comparison; later by their hashes."""
    teacher.know(write_tiny_model(tmp_path / "b" / "one", seed=9))
    folder = teacher.one.parent.name
    dialog = teacher.dialog
    names = [dialog.second.itemText(row) for row in range(dialog.second.count())]
    ours, other = f"one · {folder}", "one · b"
    assert names[0] == ours
    assert names.count(other) == 1
    place = dialog.second.itemData(names.index(other), Qt.ItemDataRole.ToolTipRole)
    assert place == str(tmp_path / "b" / "one")
    assert "storyteller" in names, "a name that one model has stays as it is"
    teacher.qtbot.keyClicks(dialog.prompt, PROMPT)
    dialog.second.setCurrentText(other)
    teacher.click(dialog.ask)
    teacher.wait_for_end()

    def row_of_models() -> tuple[str, ...]:
        facts = teacher.compare.facts
        rows = ([facts.index(row, at).data() for at in range(3)] for row in range(facts.rowCount()))
        return tuple(next(row[1:] for row in rows if row[0] == "Seed, model"))

    assert row_of_models() == (f"3, {ours}, Exact", f"3, {other}, Exact")
    assert names_in_heads(teacher.compare) == [f"Left: {ours}", f"Right: {other}"]
    choices = [teacher.compare.left_choice.itemText(at) for at in range(2)]
    assert choices[0].startswith(f"1 of 2: {ours}: ")
    assert choices[1].startswith(f"2 of 2: {other}: ")
    menu = teacher.views.transcript.buttons.compare_menu
    menu.offer(1, has_branches=True, is_busy=False)
    menu.models.aboutToShow.emit()
    texts = [action.text() for action in menu.models.actions()]
    assert other in texts
    left, right = teacher.compare.comparison.left, teacher.compare.comparison.right
    chat_id = teacher.models.chat.conversation.id
    teacher.program.window.close()
    teacher.open()
    teacher.views.sidebar.list.open_requested.emit(chat_id)
    teacher.qtbot.waitUntil(lambda: len(teacher.models.chat.messages.messages) == 2)
    with teacher.qtbot.waitSignal(teacher.models.comparing.sides_ready, timeout=LONG_MS):
        teacher.models.comparing.compare(1)
    hashes = [f"SHA-256 {side.answer.runs[0].model_sha256[:8]}…" for side in (left, right)]
    assert row_of_models() == tuple(f"3, one · {one}, Exact" for one in hashes)


def names_in_heads(dialog: CompareDialog) -> list[str]:
    heads = (dialog.facts.headerData(at, Qt.Orientation.Horizontal) for at in (1, 2))
    return [str(one) for one in heads]


def test_answers_of_one_model_have_no_name_in_the_comparison(teacher: Teacher) -> None:
    """It would be the same at both sides, and takes room."""
    qtbot, chat = teacher.qtbot, teacher.models.chat
    qtbot.keyClicks(teacher.views.composer.editor, PROMPT)
    with qtbot.waitSignal(chat.run_finished, timeout=LONG_MS):
        qtbot.keyClick(teacher.views.composer.editor, Qt.Key.Key_Return)
    with qtbot.waitSignal(chat.run_finished, timeout=LONG_MS):
        chat.regenerate_with_new_dice(chat.messages.message(1).id)
    with qtbot.waitSignal(teacher.models.comparing.sides_ready, timeout=LONG_MS):
        teacher.models.comparing.compare(1)
    assert names_in_heads(teacher.compare) == ["Left", "Right"]
    assert all("one" not in teacher.compare.left_choice.itemText(at)[:10] for at in range(2))


def test_the_draft_of_the_chat_in_front_is_offered(teacher: Teacher) -> None:
    """Not what was typed in another chat, nor what was asked there."""
    qtbot, composer = teacher.qtbot, teacher.views.composer
    qtbot.keyClicks(composer.editor, "The first draft")
    assert teacher.dialog.prompt.toPlainText() == "The first draft"
    teacher.dialog.reject()
    with qtbot.waitSignal(teacher.models.chat.run_finished, timeout=LONG_MS):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    dialog = teacher.dialog
    assert dialog.prompt.toPlainText() == "The first draft", "what was asked last"
    qtbot.keyClicks(dialog.prompt, "Another")
    assert dialog.prompt.toPlainText() == "Another", "what is typed takes its place"
    dialog.reject()
    teacher.views.menu.new_chat.trigger()
    qtbot.waitUntil(lambda: not teacher.models.chat.messages.messages)
    assert teacher.dialog.prompt.toPlainText() == ""
    teacher.dialog.reject()
    composer.attachments.add_attachment(Attachment("A text", "An attached text"))
    qtbot.keyClicks(composer.editor, "and a line")
    assert teacher.dialog.prompt.toPlainText() == "An attached text\nand a line"


def test_another_vocabulary_has_no_kl(teacher: Teacher, tmp_path: Path) -> None:
    """They are compared by text, and why there is no figure is said in one sentence."""
    logging.getLogger("gguf").setLevel(logging.ERROR)
    other = tmp_path / "other.gguf"
    write_gguf(other, "llama", make_network("llama"), "q8_0", adds_start=True)
    teacher.know(other)
    teacher.ask(shown_name(other))
    teacher.wait_for_end()
    assert teacher.compare.comparison.is_by_text
    page = teacher.compare.divergence
    assert "different vocabularies" in page.said.text()
    assert page.measure.isHidden()
    assert page.table.isHidden()


@pytest.mark.parametrize("moment", ["opening", "first answer", "second answer", "measuring"])
def test_stop_at_any_time(teacher: Teacher, moment: str) -> None:
    """What is written stays, nothing more is made, and the model of before is in use again."""
    teacher.know(teacher.two)
    two_models, chat = teacher.models.two_models, teacher.models.chat
    began: dict[str, Callable[[], bool]] = {
        "opening": lambda: two_models.status == "two is being opened…",
        "first answer": lambda: two_models.status == "The answer of one is being written…",
        "second answer": lambda: two_models.status == "The answer of two is being written…",
        "measuring": lambda: "is measured" in two_models.status,
    }
    is_stopped: list[bool] = []

    def stop_now() -> None:
        if began[moment]() and not is_stopped:
            is_stopped.append(True)
            two_models.stop()

    two_models.changed.connect(stop_now)
    teacher.ask("two")
    teacher.wait_for_end()
    assert is_stopped
    assert two_models.status in ("Stopped.", "two was not opened. one is still in use.")
    assert not two_models.has_failed, "the user wanted it: that is no error"
    assert not two_models.is_running
    answers = [one for one in chat.conversation.messages if one.seed is not None]
    assert len(answers) == (1 if moment in ("opening", "first answer") else 2)
    assert not chat.is_busy
    engine = teacher.models.client._worker._engine
    teacher.qtbot.waitUntil(lambda: engine._kept is None)  # hundreds of megabytes else


def test_the_keyboard_is_on_stop_while_they_work(teacher: Teacher) -> None:
    """It was on Close: a Space closed the dialog, and whoever wanted to stop had to look for it."""
    teacher.know(teacher.two)
    dialog, two_models = teacher.ask("two"), teacher.models.two_models
    teacher.qtbot.waitUntil(lambda: two_models.is_running)
    assert dialog.focusWidget() is dialog.stop
    teacher.qtbot.keyClick(dialog.stop, Qt.Key.Key_Space)
    teacher.wait_for_end()
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.prompt


def test_stop_before_a_guess_of_the_second_answer_takes_its_question_back(
    teacher: Teacher,
) -> None:
    """Else the room is asked for the beginning of an answer that nobody writes."""
    teacher.know(teacher.two)
    two_models, talk = teacher.models.two_models, teacher.models.talk
    teacher.ask("two")
    teacher.qtbot.waitUntil(lambda: "one is being written" in two_models.status, timeout=LONG_MS)
    talk.set_guessing(True)
    dialog = teacher.views.side_windows.two_models_dialog
    assert dialog is not None
    dialog.close_button.setFocus()
    teacher.qtbot.waitUntil(lambda: talk.question is Question.ANOTHER, timeout=LONG_MS)
    assert "Guess the beginning" in two_models.status
    assert two_models.status in teacher.views.notice_bar.text
    assert not dialog.isVisible(), "Space on its Close would close it, and reveal nothing"
    assert isinstance(teacher.program.window.focusWidget(), GuessField)
    two_models.stop()
    teacher.wait_for_end()
    assert talk.question is not Question.ANOTHER
    assert talk.is_covered, "what comes next is asked, as before"
    messages = len(teacher.models.chat.conversation.messages)
    talk.set_guess("The")
    talk.reveal()
    teacher.qtbot.waitUntil(lambda: not teacher.models.chat.is_busy and not talk.is_covered)
    assert len(teacher.models.chat.conversation.messages) == messages


@pytest.mark.parametrize("writing", ["one", "two"])
def test_a_model_that_the_user_opens_meanwhile_stays(teacher: Teacher, writing: str) -> None:
    """Their wish comes first: nothing more is done, opened again, or shown over their windows."""
    teacher.know(teacher.two)
    two_models, library = teacher.models.two_models, teacher.models.library
    opened: list[bool] = []

    def open_bundled() -> None:
        if f"{writing} is being written" in two_models.status and not opened:
            opened.append(True)
            library.open_bundled()

    two_models.changed.connect(open_bundled)
    teacher.ask("two")
    teacher.qtbot.waitUntil(lambda: bool(opened), timeout=LONG_MS)
    teacher.qtbot.waitUntil(lambda: not library.is_loading, timeout=LONG_MS)
    teacher.qtbot.waitUntil(lambda: not two_models.is_running, timeout=LONG_MS)
    assert library.opened == bundled_model()
    assert two_models.status == "Another model was opened meanwhile."
    assert teacher.views.side_windows.compare_dialog is None


def test_the_comparison_waits_for_a_dialog_that_is_filled_in(teacher: Teacher) -> None:
    """It came over the address of a server, and took the keys."""
    teacher.know(teacher.two)
    teacher.ask("two").close()
    teacher.views.menu.connect_server.trigger()
    dialog = teacher.program.window.findChild(ServerDialog)
    assert dialog is not None
    teacher.qtbot.waitUntil(dialog.isVisible)
    teacher.wait_for_end()
    assert teacher.views.side_windows.compare_dialog is None
    teacher.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert teacher.compare.isVisible()
    teacher.compare.close()
    teacher.views.menu.connect_server.trigger()
    teacher.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not teacher.compare.isVisible(), "once"


def test_closing_in_the_midst_opens_the_own_model_next_time(teacher: Teacher) -> None:
    """The second model was in use for the comparison only."""
    teacher.know(teacher.two)
    teacher.ask("two")
    status = "The answer of two is being written…"
    teacher.qtbot.waitUntil(lambda: teacher.models.two_models.status == status, timeout=LONG_MS)
    assert teacher.models.library.opened == teacher.two
    teacher.program.window.close()
    settings, _ = read_settings(user_paths().settings_file)
    assert Path(settings.model_path) == teacher.one


def test_a_model_that_is_gone_costs_one_sentence(teacher: Teacher) -> None:
    """The first answer stays, and so does the model in use."""
    teacher.know(teacher.two)
    (teacher.two / "model.safetensors").unlink()
    dialog = teacher.ask("two")
    teacher.wait_for_end()
    assert "two" in dialog.said.text()
    assert "one is still in use" in dialog.said.text()
    assert dialog.said.property("kind") == "error"
    assert len(teacher.models.chat.messages.messages) == 2
    assert dialog.ask.isVisible()
    assert dialog.ask.isEnabled()
