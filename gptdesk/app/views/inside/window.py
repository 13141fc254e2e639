"""The window *Under the hood*: how the marked token was predicted, stop by stop.

Owns its parts, what stands in its title and its line of origin, and which page is on show. A page
asks for what it shows in `look`, which is called when it comes into sight and whenever place,
changes or step are others; pages know each other only through the view model.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QEvent,
    QObject,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import (
    QCloseEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.kept_keyboard import KeptKeyboard
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.obstacles import nothing_to_print
from gptdesk.app.phrases import clauses, in_a_row, sentences
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_2,
    SPACE_3,
    current_theme,
    dressed,
    limit_own_zoom,
    set_font,
    tell_appearance,
    window_size,
    zoom_of,
)
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel
from gptdesk.app.viewmodels.inside.contributions import ContributionsViewModel
from gptdesk.app.viewmodels.inside.keeping import Beside, Figures, KeepingViewModel
from gptdesk.app.viewmodels.inside.learning import LearningViewModel
from gptdesk.app.viewmodels.inside.lens import LensViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inside.space import SpaceViewModel
from gptdesk.app.viewmodels.inside.target import TargetViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.talk_keys import TalkKeys
from gptdesk.app.views.inside.attention_page import AttentionPage
from gptdesk.app.views.inside.branches.branches_page import BranchesPage
from gptdesk.app.views.inside.kept.cells import with_prediction
from gptdesk.app.views.inside.kept.kept_page import KeptPage
from gptdesk.app.views.inside.learning.learning_page import LearningPage
from gptdesk.app.views.inside.logits.contributions_page import ContributionsPage
from gptdesk.app.views.inside.logits.lens_page import LensPage
from gptdesk.app.views.inside.logits.lower_strip import LEAST_WIDTH, LowerStrip
from gptdesk.app.views.inside.page_stack import PageStack
from gptdesk.app.views.inside.play_page import TAKE, PlayPage
from gptdesk.app.views.inside.space.space_page import SpacePage
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.stop_list import StopList
from gptdesk.app.views.inside.stop_page import StopPage
from gptdesk.app.views.inside.strip import TokenStrip
from gptdesk.app.views.inside.tour_words import tour_note
from gptdesk.app.views.inside.what_if.off_bar import OffBar
from gptdesk.app.views.inside.what_if_page import WhatIfPage
from gptdesk.app.views.inside.words import (
    context_sentence,
    network_in_words,
    origin_of,
    other_chat_sentence,
    step_title,
)
from gptdesk.app.views.printing.figure_pages import PrintedFigures
from gptdesk.app.views.printing.printing import FiguresPrinting
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.labels import PassingLabel
from gptdesk.engine.inside.values import Stop

STOPS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "The next stop, the one before"),
    ("PgDown", "PgUp"),
)
PRINT = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Print the picture and the figures on show"),
    (QKeySequence.StandardKey.Print,),
)
_LIST_WIDTH = 176
_SIZE = (1040, 720)
_ROOM_FOR_BOTH = 900  # height in which attention and the lower strip have room, at 100 %
_LEAST = (560, 420)  # in which nothing but the pages is cut, and these scroll
_ROOM = (576, 360)  # at 100 %, where each page scrolls; where there is less, the zoom is limited
_ROOM_FOR_LIST = 760  # width at 100 % in which the list of stops has room beside a page


class InsidePage(Protocol):
    """A page of the window, a widget."""

    def look(self) -> None:
        """Ask for what is shown at the place and step of now."""
        ...


@runtime_checkable
class ShowsFigures(Protocol):
    """A page whose figures can be kept."""

    def figures(self) -> Figures | None:
        """Return the figures on show; None while there are none."""
        ...


@runtime_checkable
class ShowsPicture(Protocol):
    """A page with a picture."""

    def picture(self) -> bytes | None:
        """Return the picture on show as a PNG; None while there is none."""
        ...


class InsideWindow(TabAsRead, QWidget):
    """A window of its own beside the chat."""

    def __init__(
        self,
        inside: InsideViewModel,
        what_if: NetworkWhatIfViewModel,
        keeping: KeepingViewModel,
        branches: BranchesViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._inside = inside
        self._what_if = what_if
        self._keeping = keeping
        self._branches = branches
        self._talk = talk
        self.setWindowTitle(self.tr("Under the hood"))
        self._opened_at = 0  # percent of the zoom
        self.title = QLabel(self)
        self.title.setProperty("kind", "title")
        self.title.setWordWrap(True)
        self.pin = QPushButton(self.tr("&Pin"), self)
        self.pin.setProperty("kind", "quiet")
        self.pin.setCheckable(True)
        self.pin.setToolTip(self.tr("Stay at this text and place, whatever is marked in the chat."))
        self.pin.clicked.connect(inside.set_pinned)
        self.keep = QPushButton(self.tr("&Keep this view"), self)
        self.keep.setProperty("kind", "quiet")
        self.keep.clicked.connect(self._on_keep)
        self.said = PassingLabel(self)  # what became of the last wish
        self.said.setProperty("kind", "muted")
        keeping.said.connect(self.said.say)
        keeping.changed.connect(self._show_whose)
        keeping.branches_wanted.connect(self._on_branches_wanted)
        self.origin = QLabel(self)
        self.origin.setProperty("kind", "muted")
        self.origin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.prediction = QLabel(self)
        self.prediction.setWordWrap(True)
        self.prediction.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._room = QScrollArea(self)  # at a large zoom a page scrolls; the window stays as small
        # Pages are made where they stand: Qt styles all parts of one anew that is put elsewhere.
        self._stack = PageStack(self._room)
        self._stack.addWidget(self.problem)
        self._room.setWidget(self._stack)
        self.strip = TokenStrip(self)
        self.strip.place_chosen.connect(inside.look_at)
        self.context = QLabel(self)  # which tokens the network saw, where it did not see all
        self.context.setProperty("kind", "muted")
        self.context.setWordWrap(True)
        self.context.hide()
        self.stops = StopList(self)
        self.stops.step_chosen.connect(inside.go_to)
        for listed in (self.stops.list, self.stops.choice):
            listed.installEventFilter(self)
        TalkKeys(self, talk).advance_requested.connect(talk.advance_ahead)
        KeptKeyboard(self, self.stops)
        self.target = TargetViewModel(inside, self)
        self.lens = LensViewModel(inside, self.target, self)
        self.space = SpaceViewModel(inside, self.target.find, self)
        self.learning = LearningViewModel(inside, self)
        self.contributions = ContributionsViewModel(inside, self.target, self)
        self._pages: dict[Page, QWidget] = {}  # by the time they are first shown
        self.off_bar = OffBar(inside, what_if, talk, self)
        self.lower_strip = LowerStrip(inside, self.lens, self.contributions, talk, self)
        self.print = QPushButton(self.tr("Pr&int…"), self)
        self.print.setProperty("kind", "quiet")
        self.print.setToolTip(self.tr("Print the picture and the figures on show"))
        self.print.clicked.connect(self._on_print)
        self.printing = FiguresPrinting(self)
        self.printing.said.connect(self.said.say)
        self.stops.tour_chosen.connect(inside.set_tour)
        self.stops.show_tour(inside.tour, inside.anatomy)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.hide()
        self._looking = single_shot(self, then=self._look)  # several changes at once are one look
        self._fitting = single_shot(self, then=self._fit_lower)  # once all parts have the zoom
        inside.place_changed.connect(self._on_place_changed)
        inside.names_changed.connect(self._on_names_changed)
        inside.view_changed.connect(self._on_view_changed)
        inside.step_changed.connect(self._on_step_changed)
        inside.pinned_changed.connect(self._on_pinned_changed)
        inside.tint_changed.connect(self._on_tint_changed)
        talk.changed.connect(self._on_view_changed)
        inside.tour_changed.connect(self._on_tour_changed)
        for key, go in zip(STOPS.keys, (self._on_next, self._on_previous), strict=True):
            shortcut = QShortcut(QKeySequence(key), self)  # lists and tables must not take it
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(go)
        printing = QShortcut(QKeySequence(PRINT.keys[0]), self)
        printing.activated.connect(self._on_print)
        closing = QShortcut(QKeySequence.StandardKey.Close, self)
        closing.activated.connect(self.close)
        self._lay_out()
        self._restyle()

    def take_opening_size(self) -> bool:
        """Take the size for the zoom before it is shown; return whether it opened in no such zoom.

        So a window that was moved, or made larger, opens again as it was left.
        """
        zoom = zoom_of(None)
        is_other = zoom != self._opened_at
        if is_other:
            self._opened_at = zoom
            self.resize(self.size().expandedTo(window_size(*_SIZE)).expandedTo(QSize(*_SIZE)))
        return is_other

    def page(self, page: Page) -> QWidget:
        """Return a page; it is made when it is wanted first, as few look at all of them."""
        if page not in self._pages:
            made = self._pages[page] = self._make_page(page)
            self._stack.addWidget(made)
            tell_appearance(made)  # its parts asked for their zoom before they stood here
        return self._pages[page]

    def _make_page(self, page: Page) -> QWidget:
        inside, talk, stack = self._inside, self._talk, self._stack
        match page:
            case Page.STOP:
                stop = StopPage(inside, talk, stack)
                stop.sums.opened_changed.connect(self._fit_lower)
                return stop
            case Page.ATTENTION:
                return AttentionPage(inside, talk, stack)
            case Page.LENS:
                return LensPage(inside, self.lens, self.target, talk, stack)
            case Page.CONTRIBUTIONS:
                return ContributionsPage(inside, self.contributions, self.target, talk, stack)
            case Page.WHAT_IF:
                return WhatIfPage(inside, self._what_if, talk, stack)
            case Page.SPACE:
                return SpacePage(inside, self.space, stack)
            case Page.LEARNING:
                return LearningPage(inside, self.learning, talk, stack)
            case Page.BRANCHES:
                return BranchesPage(inside, self._branches, talk, stack)
            case Page.PLAY:
                return PlayPage(inside, talk, stack)
            case Page.KEPT:
                return KeptPage(self._keeping, talk, stack)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self.title, 1)
        head.addWidget(self.prediction)
        head.addWidget(self.keep)
        head.addWidget(self.print)
        head.addWidget(self.pin)
        line = QFrame(self)
        line.setProperty("kind", "line")
        line.setFixedHeight(1)
        self.stops.setFixedWidth(_LIST_WIDTH)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(SPACE_3)
        self._middle.addWidget(self.stops)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(self.note)
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._room, 1)
        column.addWidget(self.lower_strip)
        self._middle.addLayout(column, 1)
        layout = QVBoxLayout(self)
        # Its parts may ask for more before they have their zoom: it would grow over the screen.
        self.setMinimumSize(*_LEAST)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.strip)
        layout.addWidget(self.context)
        layout.addWidget(line)
        layout.addLayout(self._middle, 1)
        layout.addWidget(self.off_bar)
        foot = QHBoxLayout()
        foot.addWidget(self.origin, 1)
        foot.addWidget(self.said)
        layout.addLayout(foot)

    # -- what Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        """Look from now on."""
        super().showEvent(event)
        self._inside.set_watched(True)
        self._on_place_changed()
        self._on_view_changed()
        self._on_step_changed()
        self.stops.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the lower strip where there is room for it."""
        super().resizeEvent(event)
        self._fit_to_room()
        self._fit_list()
        self._fit_lower()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more, once it is closed; a window that is only minimised stays open."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._inside.set_watched(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the place follow the mark again when it is opened next."""
        super().closeEvent(event)
        self._inside.set_pinned(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, where it plays, from the list of stops: it has no use for it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            page = self.page(self._inside.step.page)
            if isinstance(page, PlayPage) and TAKE.matches(event):
                page.play()
                return True
        return super().eventFilter(watched, event)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_room()
            self._restyle()
            self._fitting.start()

    def _fit_to_room(self) -> None:
        """Take the zoom, or as much of it as fits: in a small window every page would be cut."""
        fitting = min(100 * self.width() // _ROOM[0], 100 * self.height() // _ROOM[1])
        limit_own_zoom(self, fitting)

    def _restyle(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        title = theme.font("ui", zoom)
        title.setBold(True)
        set_font(self.title, title)
        set_font(self.prediction, theme.font("ui", zoom))
        set_font(self.note, theme.font("ui", zoom))
        set_font(self.problem, theme.font("ui", zoom))
        for label in (self.origin, self.said, self.context):
            set_font(label, theme.font("ui_small", zoom))
        self._fit_list()

    # -- what happens

    @Slot()
    def _on_place_changed(self) -> None:
        self._on_names_changed()
        self.said.clear()

    @Slot()
    def _on_names_changed(self) -> None:
        if self._inside.texts != self.strip.texts:
            self.strip.show_text(self._inside.texts)
        self._looking.start()

    @Slot()
    def _on_view_changed(self) -> None:
        inside, at, view = self._inside, self._inside.at, self._inside.view
        start = 0 if view is None else view.context_start
        if at is not None:
            self.strip.show_place(at.place, start + 1, frozenset(inside.changes.hidden))
        is_covered = self._talk.is_covered_ahead
        self.title.setText(_title(inside, is_covered=is_covered))
        self.prediction.setText("" if is_covered else _prediction(inside))
        self.origin.setText(origin_of(inside, 6))
        self.origin.setToolTip(origin_of(inside))
        self._show_whose()
        self._show_page()

    @Slot()
    def _show_whose(self) -> None:
        """Say of which chat the text is where it is not the open one, and what was read of it."""
        said = (other_chat_sentence(self._inside), context_sentence(self._inside))
        self.context.setText(sentences(said))
        self.context.setVisible(bool(self.context.text()))
        self._show_whether_it_keeps()

    @Slot()
    def _on_step_changed(self) -> None:
        self.stops.show_step(self._inside.step, self._inside.n_layers, self._inside.n_heads)
        self.said.clear()
        note = tour_note(self._inside.tour, self._inside.step.entry, self._inside.design)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._looking.start()
        self._show_page()

    @Slot()
    def _on_keep(self) -> None:
        page = self.page(self._inside.step.page)
        figures = page.figures() if isinstance(page, ShowsFigures) else None
        title, beside = _title(self._inside), None
        if isinstance(page, BranchesPage):
            title, beside = page.with_other(title), page.beside()
        self._keeping.keep(title, with_prediction(figures, self._inside), beside)

    @Slot(object)
    def _on_branches_wanted(self, beside: Beside) -> None:
        page = self.page(Page.BRANCHES)
        assert isinstance(page, BranchesPage)
        page.come_back_to(beside)

    @Slot()
    def _on_print(self) -> None:
        if self._talk.is_covered_ahead:
            self.said.say(self.tr("It is covered while you guess. Reveal it before printing."))
        elif self._is_computing():
            self.said.say(self.tr("The page is being computed. Print it once it is there."))
        elif (figures := self._printed()) is None:
            self.said.say(nothing_to_print())
        else:
            self.printing.ask(figures)

    def _is_computing(self) -> bool:
        """Return whether the page on show has not all of its figures, or of its picture, yet."""
        inside = self._inside
        is_asked = self._looking.isActive() or inside.is_computing
        return is_asked and not inside.problem and inside.step.page is not Page.KEPT

    def _printed(self) -> PrintedFigures | None:
        """Return what is on show for paper; None while there is nothing."""
        inside, page = self._inside, self.page(self._inside.step.page)
        picture = QImage()
        if isinstance(page, KeptPage):
            kept = page.printed()
            if kept is None:
                return None
            title, origin, figures = kept
            subtitle = self.tr("A kept view")
        elif inside.view is None or inside.problem:
            return None
        else:
            title, origin = step_title(inside.step), origin_of(inside)
            if isinstance(page, BranchesPage):
                origin = page.origin()  # of both
            title = title[:1].upper() + title[1:]
            subtitle = clauses((_title(inside), _prediction(inside)))
            shown = page.figures() if isinstance(page, ShowsFigures) else None
            figures = with_prediction(shown, inside)
            if isinstance(page, ShowsPicture):
                assert isinstance(page, QWidget)
                with dressed(page, "light"):
                    picture = QImage.fromData(page.picture() or b"")
        rows = (*figures.rows, *figures.foot)
        numbers = frozenset(
            column
            for column in range(1, len(figures.columns))
            if any(row[column].number is not None for row in rows)
        )
        texts = tuple(tuple(cell.text for cell in row) for row in rows)
        return PrintedFigures(
            title, subtitle, origin, figures.columns, texts, numbers=numbers, picture=picture
        )

    @Slot()
    def _on_tour_changed(self) -> None:
        self.stops.show_tour(self._inside.tour, self._inside.anatomy)
        self._on_step_changed()

    @Slot()
    def _on_next(self) -> None:
        self._inside.walk(1)

    @Slot()
    def _on_previous(self) -> None:
        self._inside.walk(-1)

    @Slot()
    def _on_pinned_changed(self) -> None:
        self.pin.setChecked(self._inside.is_pinned)

    @Slot()
    def _on_tint_changed(self) -> None:
        self.strip.show_tint(self._inside.tint, self._tint_in_words)

    def _tint_in_words(self, place: int) -> str:
        weight = self._inside.tint.get(place)
        if weight is None:
            return ""
        spot = self._inside.step.spot
        words = self.tr("weight {0} in head {1}.{2}")
        return words.format(percent_text(weight), spot.block, spot.head)

    @Slot()
    def _look(self) -> None:
        page = self.page(self._inside.step.page)
        is_at_place = self._inside.at is not None or self._inside.step.page is Page.KEPT
        if self.isVisible() and is_at_place:
            page.look()  # pyright: ignore[reportAttributeAccessIssue]  an `InsidePage`
            if self.lower_strip.isVisible():
                self.lower_strip.look()

    def _fit_list(self) -> None:
        """Give the list of stops a column; in a window that is narrow for its letters, a line."""
        zoom = zoom_of(self)
        is_across = 100 * self.width() < _ROOM_FOR_LIST * zoom
        self.stops.set_across(is_across)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.TopToBottom if is_across else directions.LeftToRight)
        self.stops.setMinimumWidth(0 if is_across else _LIST_WIDTH * zoom // 100)
        self.stops.setMaximumWidth(self.maximumWidth() if is_across else _LIST_WIDTH * zoom // 100)

    @Slot()
    def _fit_lower(self) -> None:
        """Show lens and account in short beside the stops; where they have no room, their links."""
        step = self._inside.step
        is_beside = step.page in {Page.STOP, Page.ATTENTION}
        is_asked = self._talk.is_covered_ahead
        if is_asked and step.entry.stop is Stop.LOGITS:
            is_beside = False  # the logits have a cover of their own: one question, one key
        is_wide = 100 * self.width() >= LEAST_WIDTH * zoom_of(self)
        is_folded = not (is_asked or is_wide)
        height = self.height() // 3
        page = self._pages.get(step.page)
        is_tight = step.page is Page.ATTENTION or (isinstance(page, StopPage) and page.sums.is_open)
        if is_folded:
            height = 0
        elif is_tight and not is_asked:
            # What is above never shrinks as the window grows: the strip grows from its links by
            # what the window does, so that all of it is there where both have room.
            missing = _ROOM_FOR_BOTH * zoom_of(self) // 100 - self.height()
            height = min(height, self.lower_strip.full_height - missing)
        self.lower_strip.fit(height, is_folded=is_folded)
        is_shown = is_beside and (is_wide or is_folded) and not self._inside.problem
        if is_shown != self.lower_strip.isVisibleTo(self):
            self.lower_strip.setVisible(is_shown)
            self._looking.start()

    def _show_page(self) -> None:
        """Show the page of the step, or why there is nothing to show."""
        self._fit_lower()
        inside = self._inside
        self._show_whether_it_keeps()
        is_shown = inside.info is None or inside.info.can_inspect
        has_kept = inside.message is not None and bool(inside.message.kept_views)
        self.stops.setVisible(is_shown or has_kept or inside.step.page is Page.KEPT)
        if inside.problem and inside.step.page is not Page.KEPT:
            self.problem.setText(inside.problem)
            self._show_in_stack(self.problem)
            return
        self._show_in_stack(self.page(inside.step.page))

    def _show_whether_it_keeps(self) -> None:
        inside, obstacle = self._inside, ""
        if inside.step.page is Page.KEPT:
            obstacle = self.tr(
                "This page is of what is kept: go to another one to keep its figures."
            )
        elif inside.problem:
            obstacle = self.tr("Nothing is looked at. {0}").format(inside.problem)
        elif inside.message is None:
            obstacle = self.tr("There is no answer with which it could be kept.")
        elif not inside.is_of_open_chat:
            obstacle = self.tr("This text is of another chat: open that one to keep a view.")
        elif not self._keeping.can_keep:
            obstacle = self.tr("The figures are being computed.")
        does = self.tr(
            "Store the place, the step, what is changed and the figures on show with the answer. "
            "They open under “kept views”, without a model too."
        )
        show_obstacle(self.keep, obstacle, does)

    def _show_in_stack(self, page: QWidget) -> None:
        """Show a page; the keyboard goes from one that is left to the list, not to anything."""
        before = self._stack.currentWidget()
        if page is not before and before is not None:
            focus = self.focusWidget()
            if focus is not None and before.isAncestorOf(focus):
                self.stops.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(page)
        if page is not before:  # whatever brought it here, it asks for what it needs
            self._room.verticalScrollBar().setValue(0)
            self._looking.start()


def _title(inside: InsideViewModel, *, is_covered: bool = False) -> str:
    """Return what is looked at: how which token is predicted, and by which network."""
    network = "" if inside.at is None or inside.problem else network_in_words(inside)
    return in_a_row((_what(inside, is_covered=is_covered), network))


def _what(inside: InsideViewModel, *, is_covered: bool) -> str:
    """Return how which token was predicted, or is in a changed network; none to be guessed."""
    at, target_id = inside.at, inside.target_id
    if at is None or inside.problem:
        return _tr("Under the hood")
    here = inside.text_of(at.ids[at.place - 1])
    if inside.is_first:
        return _tr("“{0}” is the first token: nothing predicted it, it is only read").format(here)
    if target_id is None or (is_covered and at.next_id is None):
        return _tr("What comes after “{0}”, place {1}").format(here, at.place)
    target = inside.text_of(target_id)
    if at.next_id is None:
        return _tr("What comes after “{0}”, place {1}: most probably “{2}”").format(
            here, at.place, target
        )
    words = _tr("How “{0}”, place {1}, was predicted after “{2}”, place {3}")
    if not inside.is_as_answered:  # the answer stays what it was
        words = _tr("How “{0}”, place {1}, is predicted after “{2}”, place {3}")
    return words.format(target, at.place + 1, here, at.place)


def _prediction(inside: InsideViewModel) -> str:
    """Return the target's probability here, and the answer's own where it differs."""
    view = inside.view
    if inside.blocks_done is not None:
        return _tr("Reading, block {0} of {1}").format(*inside.blocks_done)
    if view is None:
        return ""
    here = _tr("p {0}, rank {1}").format(percent_text(view.outcome.p), f"{view.outcome.rank:,}")
    if inside.is_first:  # it is the figure of the token after it
        return _tr("next: “{0}” {1}").format(inside.text_of(view.target_id), here)
    figures, run, info = inside.figures, inside.run, inside.info
    if figures is None or figures.raw_p is None or run is None or info is None:
        return here
    if run.model_sha256 not in {"", info.sha256}:
        return _tr("{0}, computed with {1}; the answer came from {2}, {3}").format(
            here, info.name, run.model_name, percent_text(figures.raw_p)
        )
    if run.switched_off != inside.changes.heads and run.switched_off:
        return _tr("answer: {0} ({1}), here: {2}").format(
            percent_text(figures.raw_p), heads_text(run.switched_off), percent_text(view.outcome.p)
        )
    if run.precision not in {"", "exact"}:
        return _tr("answer: {0} ({1}), here: {2}").format(
            percent_text(figures.raw_p),
            precision_text(run.precision),
            percent_text(view.outcome.p),
        )
    return here


def _tr(text: str) -> str:
    return QCoreApplication.translate("InsideWindow", text)
