"""Two branches side by side: the first token that differs is marked, seen and heard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.compare import Side, side_of
from gptdesk.analysis.figures import TokenRef
from gptdesk.app.theme import ThemeController
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.text import SideText
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import SamplingSettings
from tests.app.viewmodels.answers import LYON, PARIS, answer
from tests.fakes import vocabulary

LEFT = answer((262, PARIS, 13), (0.25, 0.5, 0.125), text=" the Paris.")
RIGHT = answer((262, LYON, 13), (0.25, 0.125, 0.5), answer_id="right", text=" the Lyon.")
SHORT = answer((262,), (0.25,), answer_id="short", text=" the")


def sides(*answers: object) -> tuple[Side, ...]:
    return tuple(
        replace(side_of(one), place=place, count=len(answers))  # pyright: ignore[reportArgumentType]
        for place, one in enumerate(answers, start=1)
    )


@pytest.fixture
def dialog(qtbot: QtBot) -> CompareDialog:
    dialog = CompareDialog(sides(LEFT, RIGHT, SHORT), vocabulary())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


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
    foreign = sides(*(replace(one, runs=(run,)) for one in (LEFT, RIGHT)))
    dialog = CompareDialog(foreign, vocabulary())
    qtbot.addWidget(dialog)
    dialog.show()
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
    assert known["p of “␣Paris”"][0] == "raw 50.00 %, final 25.00 %"
    assert known["p of “␣Lyon”"][1] == "raw 12.50 %, final 25.00 %"
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


def test_from_the_difference_to_the_conversation(dialog: CompareDialog, qtbot: QtBot) -> None:
    """The token can be seen in its place."""
    with qtbot.waitSignal(dialog.token_chosen) as chosen:
        dialog.show_right.click()
    assert chosen.args == [TokenRef("right", is_prompt=False, index=1)]


def test_prompts_that_differ_are_shown(qtbot: QtBot, themes: ThemeController) -> None:
    """Edited prompts are compared with their answers, from the first word."""
    edited = replace(RIGHT, prompt_ids=(464, 7850), prompt_stats=(), runs=())
    dialog = CompareDialog(sides(LEFT, edited), vocabulary())
    qtbot.addWidget(dialog)
    themes.set_scheme("dark")
    assert dialog.left.toPlainText().startswith("The␣capital of France")
    assert dialog.verdict.text().startswith("They part in their prompts, at place 2")
    assert facts(dialog)["Settings"][1] == "–"


def test_a_line_break_that_differs_is_seen(qtbot: QtBot) -> None:
    """Two tokens can look alike: what differs is written out."""
    dialog = CompareDialog(
        sides(answer((198, 13)), answer((628, 13), answer_id="right")), vocabulary()
    )
    qtbot.addWidget(dialog)
    assert (marked(dialog.left), marked(dialog.right)) == ("↵", "↵↵")
    assert dialog.left.toPlainText() == "↵\n."


def test_several_runs_and_settings_are_told(qtbot: QtBot) -> None:
    """An answer that went on with other settings has both."""
    run = replace(LEFT.runs[0], start=1, settings=SamplingSettings(temperature=0, top_p=1))
    dialog = CompareDialog(sides(replace(LEFT, runs=(*LEFT.runs, run)), RIGHT), vocabulary())
    qtbot.addWidget(dialog)
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
    assert "Network" not in facts(CompareDialog(sides(LEFT, RIGHT), vocabulary()))
    off = replace(RIGHT.runs[0], switched_off=(HeadChange(3, 2), HeadChange(5, 1)))
    dialog = CompareDialog(sides(LEFT, replace(RIGHT, runs=(off,))), vocabulary())
    qtbot.addWidget(dialog)
    rows = facts(dialog)
    assert rows["Network"] == ("whole", "heads 3.2, 5.1 off")
    assert list(rows).index("Network") < list(rows).index("Tokens"), "seen without scrolling"
