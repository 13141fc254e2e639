"""Names, titles and tokens are text: nothing in the window reads them as markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.model.model_lists import RecentModel
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.engine.types import LoadProgress, LoadRequest, ModelInfo
from gptdesk.storage.paths import user_paths
from tests.app.inspector_pages import make_pages
from tests.fakes import FakeEngine

HOSTILE = "<h1>Big</h1> R&D &amp; <img src='x'> [*]"

TOKEN = TokenRow(1, 5, HOSTILE, 0.5, 0.5)


@dataclass
class HostileEngine(FakeEngine):
    """A fake whose model is called as nobody should call one."""

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        self.info = replace(
            super().load(request, progress),
            name=HOSTILE,
            device_reason=HOSTILE,
            notes=(HOSTILE,),
            path=request.path.with_name(HOSTILE.replace("/", "")),
        )
        return self.info


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """A window with a hostile model, title and token on show."""
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: HostileEngine()
    )
    window, parts = program.window, program.view_models
    qtbot.addWidget(window)
    make_pages(window)
    window.resize(1400, 900)
    with qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
        program.start(None)
    window.views.composer.editor.setPlainText(HOSTILE)
    with qtbot.waitSignal(parts.chat.run_finished):
        window.views.composer.send_button.click()
    parts.conversations.rename(parts.chat.conversation.id, HOSTILE)
    yield program
    window.close()
    assert program.is_joined


def tip_of(widget: QWidget, place: QPoint) -> QLabel | None:
    """Rest the mouse on a place; return the tooltip that is shown."""
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    tips = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel")]
    shown = [one for one in tips if isinstance(one, QLabel) and one.isVisible()]
    return shown[-1] if shown else None


def places_of(widget: QWidget) -> Iterator[tuple[QWidget, QPoint]]:
    """Yield where the mouse may rest on a widget: its middle, its rows, its entries."""
    yield widget, widget.rect().center()
    if isinstance(widget, PaintedTable):
        for row in range(widget.row_count()):
            yield widget, widget.row_rect(row).center()
    if isinstance(widget, QAbstractItemView):
        for row in range(min(3, widget.model().rowCount())):
            rect = widget.visualRect(widget.model().index(row, 0))
            yield widget.viewport(), rect.center()


def test_no_tooltip_reads_markup(program: Program, qtbot: QtBot) -> None:
    """A model's author, or whoever sent a chat, would choose what is shown, and from where."""
    window = program.window
    menu = window.views.menu._recent_menu
    path = user_paths().data_dir / HOSTILE.replace("/", "")
    window.views.menu.set_recent_models([RecentModel(path, is_there=True)])
    menu.popup(window.mapToGlobal(QPoint(50, 50)))
    qtbot.waitExposed(menu)
    tip = tip_of(menu, menu.actionGeometry(menu.actions()[0]).center())
    assert tip is not None
    assert HOSTILE.replace("/", "") in tip.text()
    assert tip.textFormat() is Qt.TextFormat.PlainText
    menu.close()

    texts: set[str] = set()
    for tab in range(window.views.side_panel.tabs.count()):
        window.views.side_panel.tabs.setCurrentIndex(tab)
        window.views.side_panel.next_token_page.bars.set_rows([TOKEN])
        widgets = [one for one in window.findChildren(QWidget) if not one.inherits("QTipLabel")]
        for widget in widgets:
            for target, place in places_of(widget) if widget.isVisible() else ():
                tip = tip_of(target, place)
                if tip is not None:
                    assert tip.textFormat() is Qt.TextFormat.PlainText, tip.text()
                    texts.add(tip.text())
    hostile = {text for text in texts if "<h1>Big" in text}
    assert len(hostile) >= 4, "the status bar, the list, the model's page, the bars"
    assert any(text.startswith(HOSTILE + "\nid ") for text in hostile), "the token's own"


def test_no_label_reads_markup(program: Program) -> None:
    """Whatever stands in it; a worked formula writes its own, and escapes what it is told."""
    window = program.window
    for tab in range(window.views.side_panel.tabs.count()):
        window.views.side_panel.tabs.setCurrentIndex(tab)
        for label in window.findChildren(QLabel):
            if label.isVisible():
                is_markup = label.property("kind") == "markup"
                wanted = Qt.TextFormat.RichText if is_markup else Qt.TextFormat.PlainText
                assert label.textFormat() is wanted, label.text()


def test_a_name_is_shown_letter_by_letter(program: Program) -> None:
    """An ampersand underlines nothing, and [*] is no mark of an unsaved document."""
    window = program.window
    path = user_paths().data_dir / HOSTILE.replace("/", "")
    window.views.menu.set_recent_models([RecentModel(path, is_there=True)])
    assert "[*][*]" in window.windowTitle()
    written = [one.text() for one in window.findChildren(QAbstractButton)]
    written += [one.text() for one in window.findChildren(QAction)]
    hostile = [text for text in written if "<h1>Big" in text]
    assert hostile
    assert [text for text in hostile if "R&&D" not in text] == []
