"""The instrument beside the text: pages in tabs.

Owns the tabs, when a page is made, the size of everything in it, and the button that covers the
chances; must not know what stands on a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.theme import PANEL_WIDTH, limit_own_zoom, tell_appearance
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.guess.cover import GuessCover
from gptdesk.app.views.inspector.next_token_page import NextTokenPage
from gptdesk.app.views.model.page import ModelPage
from gptdesk.app.views.pipeline.page import PipelinePage


class SidePanel(QWidget):
    """Tabs with the pages.

    A page is made when it is first seen or asked for: all of them have two thirds of the widgets
    of a window, and where the panel is folded away, or another page in front, nobody sees them.

    Args:
        next_token, sampling, model_info, pipeline: of the pages.
        talk: of the button that covers the chances.
        guesses: what was guessed, where guesses are taken.
    """

    def __init__(
        self,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        model_info: ModelInfoViewModel,
        parent: QWidget | None = None,
        *,
        pipeline: PipelineViewModel,
        talk: TalkViewModel,
        guesses: GuessesViewModel | None = None,
    ) -> None:
        super().__init__(parent)
        self._pipeline = pipeline
        self._talk = talk
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._waiting: dict[str, list[Callable[[Any], None]]] = {}
        self._pages: dict[str, QWidget] = {}  # what stands in a tab, by its name: a page, or room
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("sidePanelTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the inspector"))
        self.add_page(
            lambda: NextTokenPage(next_token, sampling, talk, guesses=guesses),
            self.tr("Next token"),
            "next_token",
        )
        self.add_page(
            lambda: PipelinePage(pipeline, next_token, sampling, talk, guesses=guesses),
            self.tr("Pipeline"),
            "pipeline",
        )
        self.add_page(lambda: ModelPage(model_info), self.tr("Model"), "model")
        self.tabs.currentChanged.connect(self._on_current_changed)
        self.setAccessibleName(self.tr("Side panel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._build_guess(talk)

    # -- the pages

    def add_page(self, make: Callable[[], QWidget], title: str, name: str) -> None:
        """Add a page before the *Model* page.

        Args:
            make: called once, when the page is first seen or asked for.
            title: of its tab.
            name: as the settings name it.
        """
        self._makers[name] = make
        self._waiting[name] = []
        self._pages[name] = QWidget()
        before = self._pages.get("model")
        index = self.tabs.count() if before is None else self.tabs.indexOf(before)
        self.tabs.insertTab(index, self._pages[name], title)

    def page(self, name: str) -> Any:
        """Return the page that the settings name so; it is made if it was not yet.

        Raises:
            KeyError: there is no such page (a mistake in the program).
        """
        if name in self._makers:
            self._put(name, self._makers.pop(name)())
        return self._pages[name]

    def when_made(self, name: str, act: Callable[[Any], None]) -> None:
        """Call `act` with a page: now if it is there, else when it is made."""
        if name in self._makers:
            self._waiting[name].append(act)
        else:
            act(self._pages[name])

    def _put(self, name: str, page: QWidget) -> None:
        """Put a page into its tab, and let everyone know who waited for it."""
        room, self._pages[name] = self._pages[name], page
        index, is_in_front = self.tabs.indexOf(room), self.tabs.currentWidget() is room
        with QSignalBlocker(self.tabs):  # what is in front stays
            self.tabs.insertTab(index, page, self.tabs.tabText(index))
            if is_in_front:
                self.tabs.setCurrentIndex(index)
            self.tabs.removeTab(index + 1)
        room.setParent(None)  # no screen reader counts it among the pages
        room.deleteLater()
        tell_appearance(page)  # the panel may have a zoom of its own
        for act in self._waiting.pop(name):
            act(page)

    @property
    def next_token_page(self) -> NextTokenPage:
        """The chances at a token."""
        return self.page("next_token")

    @property
    def pipeline_page(self) -> PipelinePage:
        """How a token was chosen."""
        return self.page("pipeline")

    @property
    def model_page(self) -> ModelPage:
        """The model, and how it is opened."""
        return self.page("model")

    @property
    def page_name(self) -> str:
        """Which page is in front, as the settings name it."""
        front = self.tabs.currentWidget()
        return next(name for name, page in self._pages.items() if page is front)

    def show_page(self, name: str) -> None:
        """Bring the page to the front that the settings name."""
        if name in self._pages:
            self.tabs.setCurrentWidget(self._pages[name])

    @Slot(int)
    def _on_current_changed(self, _index: int) -> None:
        if self.isVisible():
            self.page(self.page_name)

    @Slot()
    def show_next_token(self) -> None:
        """Bring the page to the front that has the sampling settings."""
        self.show_page("next_token")

    def tells_of(self, ref: TokenRef) -> bool:
        """Return whether the page in front shows the chances at a token, for all to see."""
        is_seen = self.isVisible() and self.page_name in ("next_token", "pipeline")
        return is_seen and self._pipeline.ref == ref

    @Slot()
    def focus_guess(self) -> None:
        """Put the keyboard into the field for a guess, where one is asked for."""
        cover = self._asking_cover()
        if cover is None:
            self.show_next_token()
            cover = self._asking_cover()
        if cover is not None:
            cover.take_keyboard()

    @Slot()
    def show_question(self) -> None:
        """Bring a page to the front that asks; of a text, the guess is typed next."""
        if self._talk.question is Question.AFTER_TEXT:
            self.focus_guess()
        elif self._asking_cover() is None:
            self.show_next_token()

    def _asking_cover(self) -> GuessCover | None:
        covers = self.tabs.findChildren(GuessCover)
        return next((one for one in covers if one.field and one.field.isVisible()), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let everything grow as far as the width allows."""
        super().resizeEvent(event)
        self.fit_to_width()

    def fit_to_width(self) -> None:
        """Take the zoom, or as much of it as fits: in a narrow panel figures cut each other off.

        After another zoom the window calls it, when the panel has its new width: all that stands
        in the panel would be dressed twice else. While the panel is hidden it waits: half of what
        a step of the zoom takes would go into what nobody sees.
        """
        if self.window().isVisible() and not self.isVisible():
            return
        limit_own_zoom(self.tabs, 100 * self.width() // PANEL_WIDTH)

    def setVisible(self, visible: bool) -> None:
        """Make the page in front before it is shown: it is laid out with the window then."""
        if visible:
            self.page(self.page_name)
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: the pipeline of the place is computed again."""
        super().showEvent(event)
        self.fit_to_width()
        self._pipeline.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is computed."""
        super().hideEvent(event)
        self._pipeline.set_watched(False)

    def _build_guess(self, talk: TalkViewModel) -> None:
        self.guess_button = QToolButton(self)
        self.guess_button.setProperty("font_kind", "ui_small")
        self.guess_button.setProperty("kind", "corner")
        self.guess_button.setText(self.tr("Guess"))
        self.guess_button.setCheckable(True)
        tip = self.tr("Hide the chances until you have guessed what comes next (Ctrl+G).")
        self.guess_button.setToolTip(tip)
        self.guess_button.setAccessibleName(self.tr("Guess mode"))
        self.guess_button.setAccessibleDescription(tip)
        self.explain_button = QToolButton(self)
        self.explain_button.setProperty("font_kind", "ui_small")
        self.explain_button.setProperty("kind", "explain")
        self.explain_button.setText(self.tr("?"))
        tip = self.tr("Explain the terms of this page, with their figures here (Shift+F1).")
        self.explain_button.setToolTip(tip)
        self.explain_button.setAccessibleName(self.tr("Explain the terms"))
        self.explain_button.setAccessibleDescription(tip)
        self.explain_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click is about the focus
        corner = QWidget(self)
        side = QHBoxLayout(corner)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.explain_button)
        side.addWidget(self.guess_button)
        self.tabs.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        self.guess_button.clicked.connect(talk.set_guessing)
        talk.changed.connect(self._on_talk_changed)

    @Slot()
    def _on_talk_changed(self) -> None:
        self.guess_button.setChecked(self._talk.is_guessing)
