"""The one way out: what is exported, in which form, with what, where; and that it is there."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels import export_offers
from gptdesk.app.views.conversations.export_dialog import ExportDialog
from gptdesk.chat.messages import Conversation
from gptdesk.formats.conversation_json import open_conversation
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.app.views.printing.pdf_reading import ReadPdf
from tests.fakes import FakeEngine, story_text, vocabulary

LEFT = Qt.MouseButton.LeftButton


class Desk(QObject):
    """A program with a conversation of two branches, used as a person does."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__()
        self.qtbot, self.folder = qtbot, folder
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine
        )
        self.window = self.program.window
        self.views, self.models = self.window.views, self.program.view_models
        self.shown: list[QUrl] = []
        qtbot.addWidget(self.window)
        with qtbot.waitSignals(
            [self.models.library.model_opened, self.models.conversations.loaded]
        ):
            self.program.start(None)

    @Slot(QUrl)
    def note_shown(self, url: QUrl) -> None:
        self.shown.append(url)

    def talk(self) -> Conversation:
        """Send a prompt, and have it answered again: two branches."""
        editor = self.views.composer.editor
        self.qtbot.keyClicks(editor, "A hen, 1.5 times")
        for send in (
            lambda: self.qtbot.keyClick(editor, Qt.Key.Key_Return),
            self.views.menu.regenerate.trigger,
        ):
            with self.qtbot.waitSignal(self.models.chat.run_finished):
                send()
        return self.models.chat.conversation

    def ask(self, *, by: str = "export_conversation") -> ExportDialog:
        """Open the dialog from the menu."""
        getattr(self.views.menu, by).trigger()
        dialog = self.window.findChildren(ExportDialog)[-1]
        self.qtbot.waitUntil(dialog.isVisible)
        return dialog

    def choose_form(self, dialog: ExportDialog, suffix: str) -> None:
        """Choose in the list with the keyboard."""
        dialog.form.setFocus()
        self.qtbot.keyClick(dialog.form, Qt.Key.Key_Home)
        while dialog.form.currentData() != suffix:
            self.qtbot.keyClick(dialog.form, Qt.Key.Key_Down)

    def click(self, button: QAbstractButton) -> None:
        middle = button.rect().center()
        middle.setX(8)  # on the indicator, wherever the label ends
        self.qtbot.mouseClick(button, LEFT, pos=middle)

    def save(self, dialog: ExportDialog, name: str) -> Path:
        """Go on, and answer the file dialog; return what came of it."""
        before = set(self.folder.rglob("*"))
        self.click(dialog.go_on)
        file_dialog = self.window.findChildren(QFileDialog)[-1]
        file_dialog.setDirectory(str(self.folder))
        file_dialog.selectFile(str(self.folder / name) if name else str(self.folder))
        with self.qtbot.waitSignal(self.models.transfer.done):
            file_dialog.accept()
        (new,) = set(self.folder.rglob("*")) - before
        return new

    @property
    def show_button(self) -> QPushButton:
        """What the notice offers."""
        buttons = self.views.notice_bar.findChildren(QPushButton)
        (button,) = (one for one in buttons if one.text() == "Show in folder")
        return button

    def close(self) -> None:
        self.window.close()
        assert self.program.is_joined


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "exported"
    folder.mkdir()
    desk = Desk(qtbot, folder)
    QDesktopServices.setUrlHandler("file", desk, "note_shown")
    yield desk
    QDesktopServices.unsetUrlHandler("file")


def load(path: Path) -> Conversation:
    with open_conversation(path, len(vocabulary().pieces)) as saved:
        return saved.whole()


def test_every_form_comes_from_one_dialog_and_is_what_it_says(qtbot: QtBot, desk: Desk) -> None:
    """A teacher wants a coloured sheet, a researcher every figure: both find it at once."""
    whole = desk.talk()
    assert len(whole.messages) == 3

    dialog = desk.ask()
    assert dialog.what["conversation"].isChecked()
    assert dialog.form.currentData() == ".json"
    assert dialog.line.text().startswith("Nothing is lost")
    path = desk.save(dialog, "all.xyz")
    assert path.name == "all.xyz.json", "the ending says what it is, whatever was typed"
    assert load(path) == whole
    assert desk.views.notice_bar.text == "Exported to all.xyz.json."
    qtbot.mouseClick(desk.show_button, LEFT)
    assert [url.toLocalFile() for url in desk.shown] == [str(desk.folder)]
    QDesktopServices.unsetUrlHandler("file")  # a desktop without a file manager
    desk.save(desk.ask(), "again")
    qtbot.mouseClick(desk.show_button, LEFT)
    assert f"no file manager to show {desk.folder}" in desk.views.notice_bar.text
    assert QGuiApplication.clipboard().text() == str(desk.folder)
    desk.views.menu.open_logs.trigger()
    assert "Its path is copied" in desk.views.notice_bar.text
    assert QGuiApplication.clipboard().text() == str(user_paths().log_dir)

    dialog = desk.ask()
    desk.click(dialog.what["branch"])
    desk.click(dialog.figures)
    assert "the other branches, and the figures" in dialog.line.text()
    bare = load(desk.save(dialog, "Hens.2"))
    assert [message.id for message in bare.messages] == [message.id for message in whole.path()]
    assert bare.messages[1].token_ids == whole.path()[1].token_ids
    assert not bare.messages[1].records

    dialog = desk.ask()
    dialog.form.setFocus()
    qtbot.keyClick(dialog.form, Qt.Key.Key_Space)
    forms = dialog.form.view()
    qtbot.waitUntil(forms.isVisible)
    last = forms.visualRect(dialog.form.model().index(dialog.form.count() - 1, 0))
    assert last.bottom() < forms.viewport().height(), "the last one is read whole"
    field = QRect(dialog.form.mapToGlobal(QPoint()), dialog.form.size())
    over = forms.window().geometry().intersected(field)
    assert over.height() <= 4, "below it, with a scroll bar, not with arrows"  # pixels: the edges
    qtbot.keyClick(forms, Qt.Key.Key_Escape)
    assert dialog.what["branch"].isChecked(), "as it was chosen last"
    assert not dialog.figures.isChecked()
    desk.choose_form(dialog, ".md")
    assert not dialog.colours.isEnabled()
    assert "Only a web page and a PDF" in dialog.colours.toolTip()
    one = desk.save(dialog, "Hens.TXT").read_text()
    assert (desk.folder / "Hens.TXT.md").exists()
    assert one.count(story_text()) == 1
    dialog = desk.ask()
    desk.click(dialog.what["conversation"])
    both = desk.save(dialog, "both").read_text()
    assert both.count(story_text()) == 2
    assert "branch 1 of 2" in both
    assert "branch 2 of 2; after “A hen, 1.5 times”" in both

    desk.models.inspector.set_colour_by(Measure.SURPRISAL)
    dialog = desk.ask()
    desk.choose_form(dialog, ".html")
    desk.click(dialog.figures)
    assert "by surprisal" in dialog.colours.text()
    page = desk.save(dialog, "page").read_text()
    assert "rank 1" in page
    assert 'class="s' in page
    assert "Tint: surprisal" in page, "what its colours say"
    desk.models.inspector.set_colour_by(Measure.RANK)
    dialog = desk.ask()
    by_rank = desk.save(dialog, "page by rank").read_text()
    assert "Tint: rank; none is up to 10" in by_rank
    assert re.findall(r'class="s(\d+)', by_rank) != re.findall(r'class="s(\d+)', page)
    dialog = desk.ask()
    desk.click(dialog.colours)
    page = desk.save(dialog, "page without colours").read_text()
    assert "rank 1" in page
    assert 'class="s' not in page
    assert "Tint" not in page

    dialog = desk.ask()
    desk.choose_form(dialog, ".csv")
    assert dialog.figures.isChecked()
    assert not dialog.figures.isEnabled()
    rows = desk.save(dialog, "table").read_text().splitlines()
    assert len(rows) == 1 + sum(len(message.token_ids) for message in whole.messages)
    desk.close()
    settings = read_settings(user_paths().settings_file)[0]
    assert (settings.export_what, settings.export_form) == ("conversation", "csv")
    assert (settings.export_colours, settings.export_figures) == (False, True)


def test_a_pdf_has_the_colours_and_a_folder_gets_all(qtbot: QtBot, desk: Desk) -> None:
    """What is handed out shows the same doubts as the screen; of all, a PDF is refused in words."""
    desk.talk()
    dialog = desk.ask(by="export_pdf")
    assert dialog.form.currentData() == ".pdf"
    coloured = desk.save(dialog, "foxes")
    assert coloured.name == "foxes.pdf"
    dialog = desk.ask(by="export_pdf")
    desk.click(dialog.colours)
    plain = desk.save(dialog, "grey")
    for path, has_tints in ((coloured, True), (plain, False)):
        read = ReadPdf(path.read_bytes())
        assert read.page_count == 1
        assert "".join(story_text().split()) in "".join(read.text.split())
        tints = [colour for colour in read.colours if max(colour) - min(colour) > 0.1]
        assert bool(tints) is has_tints
        assert ("Tint:surprisal" in "".join(read.text.split())) is has_tints

    dialog = desk.ask(by="export_all")
    assert dialog.what["everything"].isChecked()
    desk.choose_form(dialog, ".pdf")
    assert not dialog.go_on.isEnabled()
    assert "one conversation" in dialog.line.text()
    desk.choose_form(dialog, ".txt")
    text = desk.save(dialog, "")
    assert text.name == "A hen 1 5 times.txt"
    assert "[You, continued by fake]" in text.read_text()

    desk.views.menu.new_chat.trigger()
    dialog = desk.ask()
    assert dialog.what["everything"].isChecked()
    assert not dialog.what["branch"].isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.close()


def test_a_long_beginning_is_no_torn_title(qtbot: QtBot, desk: Desk) -> None:
    """The dialog and the head of a printed page have it whole, and it ended within a word."""
    qtbot.keyClicks(desk.views.composer.editor, "Tell me a story of a fox, " * 9)
    with qtbot.waitSignal(desk.models.chat.run_finished):
        qtbot.keyClick(desk.views.composer.editor, Qt.Key.Key_Return)
    title = "Tell me a story of a fox, Tell me a story of a fox, Tell me…"
    assert title in [one.text() for one in desk.ask().findChildren(QLabel)]


def test_where_there_is_nothing_yet_a_sentence_says_so(desk: Desk) -> None:
    """And no dialog of which nothing can come."""
    desk.views.menu.export_conversation.trigger()
    assert desk.views.notice_bar.text == "There is nothing to export yet."
    assert desk.window.findChildren(ExportDialog) == []
    desk.close()


def test_an_error_of_the_text_page_goes_when_the_same_goes_well(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A red line about a disk that has room again would send somebody to clean it up."""
    desk.talk()
    menu, bar = desk.views.text_page.menu, desk.views.notice_bar
    desk.window.resize(1400, 900)
    desk.views.columns.set_panel_visible(True)
    desk.views.side_panel.tabs.setCurrentWidget(desk.views.text_page)
    (action,) = (one for one in menu.actions() if one.text() == "Save: Token table as CSV…")

    def save() -> None:
        menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
        qtbot.waitExposed(menu)
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        dialog = desk.window.findChildren(QFileDialog)[-1]
        dialog.setDirectory(str(desk.folder))
        dialog.selectFile("tokens.csv")
        dialog.accept()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    qtbot.waitUntil(desk.views.text_page.export.isEnabled, timeout=8000)
    with monkeypatch.context() as patch:
        patch.setattr(export_offers, "write_atomic", full)
        save()
        qtbot.waitUntil(lambda: "No space left on device" in bar.text)
    save()
    qtbot.waitUntil(lambda: bar.text == "")
    assert (desk.folder / "tokens.csv").exists()
    desk.close()
