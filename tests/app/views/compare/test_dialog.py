"""Two answers side by side: the first token that differs is marked, seen and heard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.compare import Side, side_of
from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.theme import ThemeController, load_theme, window_size
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.text import SideText
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import PipelineRequest
from tests.app.viewmodels.answers import LYON, PARIS, PROMPT, answer
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient, StandInTwoModels
from tests.fakes import pipeline

LEFT = answer((262, PARIS, 13), (0.25, 0.5, 0.125), text=" the Paris.")
RIGHT = answer((262, LYON, 13), (0.25, 0.125, 0.5), answer_id="right", text=" the Lyon.")
SHORT = answer((262,), (0.25,), answer_id="short", text=" the")


def sides(*answers: Message) -> tuple[Side, ...]:
    return tuple(
        replace(side_of(one), place=place, count=len(answers))
        for place, one in enumerate(answers, start=1)
    )


class Table(QObject):
    """A comparison that is to be seen, and the engine that it asks.

    Attributes:
        client: has the model that wrote the answers.
        dialog: shows the first two.
    """

    def __init__(self, qtbot: QtBot, shown: tuple[Side, ...]) -> None:
        super().__init__()
        self.client = StandInClient()
        self.two_models = StandInTwoModels()
        self.comparing = ComparingViewModel(StandInChat(), None, self.client, self)  # pyright: ignore[reportArgumentType]
        self.dialog = CompareDialog(
            self.comparing,
            self.two_models,  # pyright: ignore[reportArgumentType]
            self.client.model,
        )
        qtbot.addWidget(self.dialog)
        self.comparing.sides_ready.connect(self.dialog.show_sides)
        self.comparing._tell(shown, 0, 1)
        self.dialog.show()


def dialog_of(qtbot: QtBot, *answers: Message) -> CompareDialog:
    table = Table(qtbot, sides(*answers))
    table.setParent(table.dialog)
    return table.dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> CompareDialog:
    return dialog_of(qtbot, LEFT, RIGHT, SHORT)


def marked(text: SideText) -> str:
    """Return what is marked in a text: bold, on a ground of its own."""
    found = ""
    block = text.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            if fragment.charFormat().fontWeight() == 700:
                assert fragment.charFormat().fontUnderline()
                found += fragment.text()
            at += 1
        block = block.next()
    return found


def ground(text: SideText, piece: str) -> QTextCharFormat | None:
    """Return how the last place of a piece is written, if on a ground of its own."""
    cursor = text.textCursor()
    cursor.setPosition(text.toPlainText().rindex(piece) + 1)
    form = cursor.charFormat()
    return form if form.background().style() is not Qt.BrushStyle.NoBrush else None


def facts(dialog: CompareDialog) -> dict[str, tuple[str, str]]:
    table = dialog.facts
    rows = [
        [str(table.data(table.index(row, column))) for column in range(3)]
        for row in range(table.rowCount())
    ]
    return {
        name: (left.replace("\N{NO-BREAK SPACE}", " "), right.replace("\N{NO-BREAK SPACE}", " "))
        for name, left, right in rows
    }


def test_tokens_of_another_vocabulary_are_compared_by_their_ids(qtbot: QtBot) -> None:
    """Their text is not known token by token, and GPT-2's names are not theirs."""
    run = replace(LEFT.runs[0], vocabulary_sha256="ab" * 32)
    dialog = dialog_of(qtbot, *(replace(one, runs=(run,)) for one in (LEFT, RIGHT)))
    assert dialog.left.toPlainText() == f"‹id 262›‹id {PARIS}›‹id 13›"
    assert f"“‹id {PARIS}›” at the left, “‹id {LYON}›” at the right" in dialog.verdict.text()
    assert f"p of “‹id {PARIS}›”" in facts(dialog)


def test_the_first_difference_is_marked_in_both(dialog: CompareDialog) -> None:
    """By more than colour, with its space visible; the prompt, which is the same, is left out."""
    assert dialog.left.toPlainText() == " the␣Paris."
    assert dialog.right.toPlainText() == " the␣Lyon."
    assert (marked(dialog.left), marked(dialog.right)) == ("␣Paris", "␣Lyon")
    assert dialog.verdict.text() == (
        "They part at place 7, the answer's token 2: “␣Paris” at the left, “␣Lyon” at the right."
        " The prompt is the same; it is left out below."
    )


def test_what_both_thought_there(dialog: CompareDialog) -> None:
    """The figures of the place where they part, and of the whole branches."""
    known = facts(dialog)
    assert known["p of “␣Paris”"][0] == "raw p 50.00 %, final q 25.00 %"
    assert known["p of “␣Lyon”"][1] == "raw p 12.50 %, final q 25.00 %"
    assert known["p of “␣Lyon”"][0] == known["p of “␣Lyon”"][1], "one network, one context"
    assert known["Rank and surprisal there"] == ("1, 1.00 bits", "50, 3.00 bits")
    assert known["Tokens"] == ("3", "3")
    assert known["Settings"][0] == "temperature 0.7, top-k 40, top-p 0.95"
    assert known["Seed, model"][0] == "7, fake, Exact"


def test_other_branches_can_be_chosen(dialog: CompareDialog) -> None:
    """All branches of the place are there; one that ends earlier differs by its end."""
    dialog.right_choice.setCurrentIndex(2)
    assert dialog.comparison.right.answer.id == "short"
    assert marked(dialog.right) == "■"
    assert "“␣Paris” at the left, the end at the right" in dialog.verdict.text()
    assert not dialog.show_right.isEnabled()
    dialog.left_choice.setCurrentIndex(2)
    assert dialog.verdict.text() == "Both are the same, token by token."
    assert marked(dialog.left) == ""
    assert not dialog.show_left.isEnabled()


def test_a_long_answer_is_cut_with_a_sign_and_whole_in_the_tooltip(qtbot: QtBot) -> None:
    """The field ended in the midst of a letter; what was left out could be read nowhere."""
    long = replace(LEFT, text="A little fox with a very long tail went to the green garden. " * 3)
    table = Table(
        qtbot,
        tuple(replace(one, title="A long talk of foxes and owls") for one in sides(long, RIGHT)),
    )
    dialog = table.dialog
    dialog.resize(500, 500)
    dialog.show()
    choice = dialog.left_choice
    whole, shown = choice.currentText(), choice.shown_text()
    assert shown.endswith("…")
    assert whole.startswith(shown[:-1])
    assert len(shown) < len(whole)
    assert choice.fontMetrics().horizontalAdvance(shown) <= choice.width()
    place = choice.rect().center()
    QApplication.sendEvent(
        choice, QHelpEvent(QEvent.Type.ToolTip, place, choice.mapToGlobal(place))
    )
    assert QToolTip.text() == whole
    QToolTip.hideText()
    dialog.resize(3000, 500)
    qtbot.waitUntil(lambda: choice.shown_text() == whole)


def test_from_the_difference_to_the_conversation(dialog: CompareDialog, qtbot: QtBot) -> None:
    """The token can be seen in its place."""
    with qtbot.waitSignal(dialog.token_chosen) as chosen:
        dialog.show_right.click()
    assert chosen.args == [TokenRef("right", is_prompt=False, index=1), dialog.comparison.right]


def test_prompts_that_differ_are_shown(qtbot: QtBot, themes: ThemeController) -> None:
    """Edited prompts are compared with their answers, from the first word."""
    edited = replace(RIGHT, prompt_ids=(464, 7850), prompt_stats=(), runs=())
    dialog = dialog_of(qtbot, LEFT, edited)
    themes.set_scheme("dark")
    assert dialog.left.toPlainText().startswith("The␣capital of France")
    assert dialog.verdict.text().startswith("They part in their prompts, at place 2")
    assert facts(dialog)["Settings"][1] == "–"


def test_a_line_break_that_differs_is_seen(qtbot: QtBot) -> None:
    """Two tokens can look alike: what differs is written out."""
    dialog = dialog_of(qtbot, answer((198, 13)), answer((628, 13), answer_id="right"))
    assert (marked(dialog.left), marked(dialog.right)) == ("↵", "↵↵")
    assert dialog.left.toPlainText() == "↵\n."


def test_several_runs_and_settings_are_told(qtbot: QtBot) -> None:
    """An answer that went on with other settings has both."""
    run = replace(LEFT.runs[0], start=1, settings=SamplingSettings(temperature=0, top_p=1))
    dialog = dialog_of(qtbot, replace(LEFT, runs=(*LEFT.runs, run)), RIGHT)
    assert facts(dialog)["Settings"][0] == (
        "temperature 0.7, top-k 40, top-p 0.95; greedy (temperature 0)"
    )


def test_the_keyboard_reaches_everything(dialog: CompareDialog, qtbot: QtBot) -> None:
    """Every part has a name; Enter in the table closes nothing, Escape closes."""
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName() or widget.property("text"), widget
    dialog.figures.selectRow(0)
    qtbot.keyClick(dialog.figures, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_heads_that_were_off_stand_beside_the_whole_network(qtbot: QtBot) -> None:
    """Why the two differ is the first question."""
    assert "Network" not in facts(dialog_of(qtbot, LEFT, RIGHT))
    off = replace(RIGHT.runs[0], switched_off=(HeadChange(3, 2), HeadChange(5, 1)))
    dialog = dialog_of(qtbot, LEFT, replace(RIGHT, runs=(off,)))
    rows = facts(dialog)
    assert rows["Network"] == ("whole", "heads 3.2, 5.1 off")
    assert list(rows).index("Network") < list(rows).index("Tokens"), "seen without scrolling"


def test_the_engine_is_asked_for_what_no_record_holds(qtbot: QtBot) -> None:
    """With other settings the other token's q is another one; only the model that wrote it knows.

    The figure replaces the dash when it comes; without that model it is said which one to open.
    """
    run = replace(RIGHT.runs[0], settings=SamplingSettings(temperature=2))
    table = Table(qtbot, sides(LEFT, replace(RIGHT, runs=(run,))))
    place = len(PROMPT) + 1
    assert facts(table.dialog)["p of “␣Lyon”"][0] == "raw p 12.50 %", "raw p needs no settings"
    request = table.client.asked[0]
    assert isinstance(request, PipelineRequest)
    assert (request.ids, request.token_id) == ((*PROMPT, 262), LYON)
    assert request.settings == LEFT.runs[0].settings
    assert table.dialog.comparison.difference == place
    table.client.answer(1, pipeline(request))
    row = pipeline(request).row_of(LYON)
    assert row is not None
    expected = f"raw p {percent_text(row.raw_p)}, final q {percent_text(row.final_p)}"
    shown = facts(table.dialog)["p of “␣Lyon”"][0]
    assert shown == expected.replace("\N{NO-BREAK SPACE}", " ")
    foreign = replace(run, model_sha256="f" * 64, model_name="other")
    table.comparing._tell(sides(LEFT, replace(RIGHT, runs=(foreign,))), 0, 1)
    assert facts(table.dialog)["p of “␣Paris”"][1] == "not kept: open other to know it"


def test_settings_are_read_whole(qtbot: QtBot) -> None:
    """In a narrow window the cells take the lines that they need: nothing ends in dots."""
    long = SamplingSettings(0.75, top_k=40, top_p=0.925, min_p=0.015, repetition_penalty=1.125)
    right = replace(
        RIGHT,
        runs=(
            replace(
                RIGHT.runs[0], settings=long, model_name="a storyteller of 19 million parameters"
            ),
        ),
    )
    dialog = dialog_of(qtbot, LEFT, right)
    dialog.resize(dialog.minimumSizeHint())
    qtbot.waitUntil(lambda: dialog.width() < 800)
    figures, table = dialog.figures, dialog.facts
    assert figures.wordWrap()
    for row in range(table.rowCount()):
        for column in range(3):
            index = table.index(row, column)
            text = str(index.data())
            room, metrics = figures.columnWidth(column), figures.fontMetrics()
            wrap = int(Qt.TextFlag.TextWordWrap.value)
            needed = metrics.boundingRect(0, 0, room - 6, 10_000, wrap, text).height()
            assert figures.rowHeight(row) >= needed, text
            widest = max(metrics.horizontalAdvance(word) for word in text.split(" "))
            assert column == 0 or widest < room, "a word that cannot be broken has room"


def test_both_texts_are_coloured_by_the_chosen_measure(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """By ground and by the kind of line under it; what is chosen in the window's legend counts."""
    left = answer((262, PARIS, 13), (0.9999, 0.5, 0.0001), text=" the Paris.")
    dialog = dialog_of(qtbot, left, RIGHT)
    assert ground(dialog.left, ".") is None
    with qtbot.waitSignal(dialog.legend.measure_chosen) as chosen:
        qtbot.keyClick(dialog.legend.choice, Qt.Key.Key_Down)
    assert chosen.args == [Measure.PROBABILITY]
    dialog.set_colouring(Measure.SURPRISAL, Bands())
    form = ground(dialog.left, ".")
    assert form is not None
    hue = QColor(load_theme("light").color("token_orange"))
    assert form.background().color().rgb() == hue.rgb()
    assert form.underlineStyle() is QTextCharFormat.UnderlineStyle.SingleUnderline
    assert ground(dialog.left, " the") is None, "what was certain stays quiet"
    doubted = answer((262, PARIS, 13), (0.0001, 0.5, 0.0001), text=" the Paris.")
    muted = dialog_of(qtbot, doubted, RIGHT)
    muted.set_colouring(Measure.SURPRISAL, Bands())
    form = ground(muted.left, " the")
    assert form is not None
    assert form.foreground().color() == load_theme("light").color("text"), "read on its tint"
    form = ground(dialog.left, ".")
    dialog.set_covered(is_covered=True)
    assert ground(dialog.left, ".") is None, "in guess mode a colour would tell the chance"
    dialog.set_covered(is_covered=False)
    assert ground(dialog.left, ".") == form
    assert marked(dialog.left) == "␣Paris", "the mark is seen on any ground"
    dialog.set_colouring(Measure.NONE, Bands())
    assert ground(dialog.left, ".") is None


def test_different_vocabularies_are_compared_by_text(qtbot: QtBot) -> None:
    """The ids of two vocabularies mean nothing to each other, and it says so."""
    run = replace(RIGHT.runs[0], vocabulary_sha256="ab" * 32)
    two = sides(LEFT, replace(RIGHT, runs=(run,), prompt_ids=(1, 2)))
    two = tuple(replace(side, prompt_text="The capital of France is") for side in two)
    dialog = Table(qtbot, two).dialog
    assert dialog.verdict.text() == (
        "Their tokens are of different vocabularies: they are compared by text, and without"
        " colours, which belong to tokens. The answers part at character 6. The prompt is left"
        " out below."
    )
    assert dialog.left.toPlainText() == " the Paris."
    assert (marked(dialog.left), marked(dialog.right)) == ("P", "L")
    assert not any(name.startswith("p of") for name in facts(dialog))
    assert not dialog.legend.isVisible()
    figures = dialog.figures  # of few rows: its frame ended below the buttons
    QApplication.processEvents()
    spare = figures.horizontalHeader().height() + figures.horizontalScrollBar().sizeHint().height()
    assert figures.height() == figures.verticalHeader().length() + spare + 2 * figures.frameWidth()
    with qtbot.waitSignal(dialog.token_chosen) as chosen:
        qtbot.mouseClick(dialog.show_left, Qt.MouseButton.LeftButton)
    assert chosen.args == [None, dialog.comparison.left]


def test_nothing_covers_anything_in_a_low_window_at_a_large_zoom(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """The figures lay under the buttons, in a window that was larger than its screen."""
    for zoom in (100, 200, 300):
        themes.set_zoom(zoom)
        dialog = dialog_of(qtbot, LEFT, RIGHT, SHORT)
        dialog.show()
        qtbot.waitExposed(dialog)
        for _ in range(3):  # a part that takes another zoom asks for another height
            QApplication.processEvents()
        buttons = dialog.show_left.mapTo(dialog, QPoint()).y()
        assert dialog.size() == window_size(880, 680), "no larger than its screen"
        assert dialog.figures.geometry().bottom() < buttons
        assert buttons + dialog.show_left.height() <= dialog.height()
        assert dialog.left.height() >= 2 * dialog.left.fontMetrics().lineSpacing()
        dialog.close()
