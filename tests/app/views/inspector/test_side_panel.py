"""The instrument beside the text fits where it stands, in both themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import TARGET, ThemeController
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.model.page import ModelPage
from gptdesk.app.views.pipeline.page import PipelinePage
from gptdesk.chat.tokens import TokenRecord
from gptdesk.engine.tokenizers.vocabulary import load_vocabulary
from tests.app.viewmodels.places import Place

RECORD = TokenRecord(
    token_id=6342,
    raw_p=0.25,
    final_p=0.5,
    rank=2,
    entropy_bits=1.5,
    kept=2,
    draw=0.25,
    top_ids=(262, 6342, 11, *range(1000, 1017)),
    top_raw_p=(0.25, 0.25, 0.125, *([0.001] * 17)),
    top_final_p=(0.5, 0.5, *([0.0] * 18)),
)


@pytest.fixture
def next_token(qapp) -> NextTokenViewModel:
    """Knows the vocabulary; nothing was generated yet."""
    return NextTokenViewModel(LoadedModel(vocabulary=load_vocabulary()))


def make_panel(qtbot: QtBot, next_token: NextTokenViewModel, place: Place) -> SidePanel:
    """Return a panel that is not shown yet."""
    panel = SidePanel(
        next_token,
        SamplingViewModel(),
        ModelInfoViewModel(),
        pipeline=place.view_model,
        talk=TalkViewModel(place.inspector),
    )
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def panel(
    themes: ThemeController, qtbot: QtBot, next_token: NextTokenViewModel
) -> Iterator[SidePanel]:
    """The panel as high as a window of 1280 x 800 leaves it."""
    place = Place()
    panel = make_panel(qtbot, next_token, place)
    panel.resize(360, 730)
    panel.show()
    yield panel
    place.close()


def test_next_token_page_fits_the_usual_window(
    panel: SidePanel, next_token: NextTokenViewModel
) -> None:
    """Bars and settings are seen together: turning a knob and watching is the point of it."""
    page = panel.next_token_page
    assert page.verticalScrollBar().maximum() == 0
    next_token.show(RECORD)
    assert page.verticalScrollBar().maximum() == 0
    assert page.widget().width() <= page.viewport().width()


def test_a_low_window_has_one_scroll_bar(panel: SidePanel, qtbot: QtBot) -> None:
    """Not two side by side, and nothing is cut off; as long as there is room, the settings stay."""
    page = panel.next_token_page
    panel.show()
    whole, rows = page.verticalScrollBar(), page.list.area.verticalScrollBar()
    for height, scrolls in ((1100, (False, False)), (700, (False, True)), (420, (True, False))):
        panel.resize(372, height)
        qtbot.waitUntil(
            lambda scrolls=scrolls: (whole.maximum() > 0, rows.maximum() > 0) == scrolls
        )
        assert page.widget().width() <= page.viewport().width()
        bottom = page.sampling.mapTo(page.viewport(), page.sampling.rect().bottomLeft()).y()
        assert (bottom > page.viewport().height()) is scrolls[0]
        assert page.list.area.height() >= 8 * TARGET
        assert not page.horizontalScrollBar().isVisible()
        assert not page.list.area.horizontalScrollBar().isVisible()


def test_first_token_moves_nothing(panel: SidePanel, next_token: NextTokenViewModel) -> None:
    """The page has its places before there is anything to show."""
    page = panel.next_token_page
    parts = (page.summary, page.list, page.sampling)
    before = [part.geometry() for part in parts]
    next_token.show(RECORD)
    page.widget().layout().activate()
    assert [part.geometry() for part in parts] == before


def test_summary_tells_the_chosen_token(panel: SidePanel, next_token: NextTokenViewModel) -> None:
    """The figures of the token just written stand above its alternatives."""
    summary = panel.next_token_page.summary
    assert summary._empty.isVisible()
    next_token.show(RECORD)
    assert not summary._empty.isVisible()
    assert summary.chip.text == "␣Paris"
    texts = {
        name: label.text().replace("\N{NO-BREAK SPACE}", " ")
        for name, label in summary._labels.items()
    }
    assert texts == {
        "raw": "raw 25.00 %",
        "final": "final 50.00 %",
        "rank": "rank 2",
        "entropy": "entropy 1.50 bits",
        "draw": "draw 0.2500",
    }
    assert "id 6342" in summary.chip.toolTip()


def test_rows_sum_to_one(panel: SidePanel, next_token: NextTokenViewModel) -> None:
    """'Everything else' closes the sum, or the list would be a selection that lies."""
    next_token.show(RECORD)
    rows = panel.next_token_page.bars.rows
    assert sum(row.raw_p for row in rows) == pytest.approx(1)
    assert sum(row.final_p for row in rows) == pytest.approx(1)
    assert rows[-1].is_rest


def test_both_pages_take_a_theme(panel: SidePanel, themes: ThemeController) -> None:
    """A theme that reaches only the page in front leaves a white page behind."""
    images = []
    for name in ("light", "dark"):
        themes.set_scheme(name)
        for index in range(panel.tabs.count()):
            panel.tabs.setCurrentIndex(index)
            images.append(panel.grab().toImage())
    assert images[0] != images[2]
    assert images[1] != images[3]


def test_pages_can_be_as_narrow_as_the_panel(panel: SidePanel) -> None:
    """With its scroll bar a page has 350 pixels."""
    for page in (panel.next_token_page, panel.model_page):
        assert isinstance(page, QScrollArea)
        assert page.widget().minimumSizeHint().width() <= 350
    assert panel.minimumSizeHint().width() <= QSize(360, 0).width()


def test_a_page_is_made_when_it_is_first_seen(
    themes: ThemeController, qtbot: QtBot, next_token: NextTokenViewModel
) -> None:
    """A page that nobody looks at costs the start what the one in front does."""
    place, told = Place(), list[QWidget]()
    panel = make_panel(qtbot, next_token, place)
    panel.add_page(lambda: told.append(QLabel("whole")) or told[-1], "Text", "text")
    for name in ("next_token", "pipeline", "text", "model"):
        panel.when_made(name, told.append)
    bar = panel.tabs.tabBar()
    assert [bar.tabText(tab) for tab in range(4)] == ["Next token", "Pipeline", "Text", "Model"]
    panel.show_page("model")
    assert panel.page_name == "model"
    assert told == [], "nobody sees the panel"

    panel.resize(360, 730)
    panel.show()
    assert [type(one) for one in told] == [ModelPage]
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(2).center())
    assert told[1] is told[2] is panel.tabs.currentWidget(), "made, and told to who waited"
    assert panel.page("text").isVisible()
    assert panel.page("text").text() == "whole"
    later: list[QWidget] = []
    panel.when_made("text", later.append)
    assert later == [panel.page("text")], "it is there already"

    assert isinstance(panel.pipeline_page, PipelinePage), "asked for behind the one in front"
    assert panel.page_name == "text"
    assert panel.page("text").isVisible()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert panel.pipeline_page.isVisible()
    assert len(told) == 4, "each once; Next token was not seen"
    place.close()
