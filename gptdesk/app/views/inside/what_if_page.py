"""The page *heads off*: switch heads off, hide tokens, and see what the network says then.

Owns its parts and how they stand; what is changed is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inside.trying import Way
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.logits.page_parts import page_heading
from gptdesk.app.views.inside.what_if.effect_view import EffectView
from gptdesk.app.views.inside.what_if.tick_grid import TickGrid
from gptdesk.app.views.inside.what_if.tried_table import TriedTable
from gptdesk.app.views.inside.words import change_state, page_name
from gptdesk.app.views.widgets.export_menu import AskWhere
from gptdesk.app.views.widgets.figures import UNKNOWN
from gptdesk.app.views.widgets.little_room import FoldingRow
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.app.views.widgets.slider_field import NumberRange, SliderField
from gptdesk.app.views.widgets.steady import SteadyList
from gptdesk.engine.inside.values import Spot

_PLACE = Qt.ItemDataRole.UserRole
_LEFT_WIDTH, _TOKENS_HEIGHT = 240, 76
_DIAL = NumberRange(0, 200, 0, 200, neutral=100, step=1, decimals=0)


class WhatIfPage(QWidget):
    """Heads and tokens at the left, what comes of it at the right.

    Attributes:
        grid: all heads.
        dial: how strongly the head under the cursor writes, percent.
        uses_mean: a head that is off writes its mean.
        tokens: the text, with a cross where a token is hidden.
        all_off: a button.
        tabs: `effect`, `heads` and `tokens_tried`.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        what_if: NetworkWhatIfViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
        *,
        ask_where: AskWhere | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._what_if = what_if
        self._listed: tuple[object, ...] = ()
        self._token_way = Way.HIDDEN
        self._build_left()
        self._build_right(ask_where)
        self._fit()
        self.heading = page_heading(page_name(Page.WHAT_IF), self)
        covered = GuessStack(self.tabs, talk, then_focus=self.grid, is_ahead=True)
        halves = FoldingRow(SPACE_3, self)
        halves.add(self._left)
        halves.add(covered, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.heading)
        layout.addWidget(halves, 1)
        what_if.changed.connect(self._show)

    def _build_left(self) -> None:
        self._left = QWidget(self)
        self.grid = TickGrid(self._words_of, self._left)
        self.grid.head_reached.connect(self._on_head_reached)
        self.grid.switched.connect(self._on_switched)
        self.legend = QLabel(self.tr("Heads: a cross is off"), self._left)
        self.legend.setProperty("kind", "muted")
        self.legend.setWordWrap(True)
        self.readout = QLabel(self._left)
        self.dial = SliderField(
            self.tr("&Strength, %"),
            self.tr("What this head writes is multiplied by it: 0 is off, 100 changes nothing."),
            _DIAL,
            self._left,
        )
        self.dial.value_edited.connect(self._on_dialled)
        self.uses_mean = QCheckBox(self.tr("&mean, not zero"), self._left)
        self.uses_mean.setToolTip(
            self.tr(
                "A head that is off writes nothing: a vector of zeros. With this it writes its mean"
                " over this text at every place: what it always says, without what it read here."
            )
        )
        self.uses_mean.clicked.connect(self._what_if.set_uses_mean)
        self.all_off = QPushButton(self.tr("A&ll off"), self._left)
        self.all_off.setToolTip(
            self.tr(
                "Switches every head off: no place reads another one, and only embeddings and"
                " feed-forward layers are left."
            )
        )
        self.all_off.clicked.connect(self._what_if.switch_all_off)
        self.tokens = SteadyList(self._left)
        self.tokens.setProperty("kind", "off")
        self.tokens.setAccessibleName(self.tr("Tokens; a cross hides one from all later places"))
        self.tokens.setUniformItemSizes(True)
        self.tokens.itemChanged.connect(self._on_token_ticked)
        hidden = QLabel(self.tr("H&idden tokens: a cross hides one"), self._left)
        hidden.setProperty("font_kind", "ui")
        hidden.setBuddy(self.tokens)
        hidden.setToolTip(self.tokens.accessibleName())
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(SPACE_2)
        self.dial.add_to(numbers, 0)
        how = QHBoxLayout()
        how.setSpacing(SPACE_1)
        how.addWidget(self.uses_mean, 1)
        how.addWidget(self.all_off)
        layout = QVBoxLayout(self._left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.legend)
        layout.addWidget(self.grid)
        layout.addWidget(self.readout)
        layout.addLayout(numbers)
        layout.addLayout(how)
        layout.addWidget(hidden)
        layout.addWidget(self.tokens, 1)

    def customEvent(self, event: QEvent) -> None:
        """Stand in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit()

    def _fit(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        for label in (self.legend, self.readout):
            set_font(label, theme.font("ui_small", zoom))
        set_font(self.tokens, theme.font("mono_small", zoom))
        self._left.setFixedWidth(_LEFT_WIDTH * zoom // 100)
        self.tokens.setMinimumHeight(_TOKENS_HEIGHT * zoom // 100)
        self.tabs.setMinimumWidth(self.tabs.tabBar().sizeHint().width())  # all of them in sight

    def _build_right(self, ask_where: AskWhere | None) -> None:
        inside, what_if = self._inside, self._what_if
        self.effect = EffectView(inside, what_if)
        self.effect.place_chosen.connect(inside.look_at)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setWidget(self.effect)
        self.heads = TriedTable(inside, what_if, self._head_way, ask_where=ask_where)
        self.tokens_tried = TriedTable(inside, what_if, self._way_of_tokens, ask_where=ask_where)
        for table in (self.heads, self.tokens_tried):
            table.row_chosen.connect(self._on_row_chosen)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(scroller, self.tr("Before and after"))
        self.tabs.addTab(_padded(self.heads), self.tr("Try each head"))
        self.tabs.addTab(_padded(self._tokens_tab()), self.tr("Try each token"))
        for index, tip in enumerate(
            (
                self.tr("The prediction as stored, and with all that is changed now"),
                self.tr("Every head off alone: which of them the prediction needs"),
                self.tr("Every token away alone: which of them the prediction needs"),
            )
        ):
            self.tabs.setTabToolTip(index, tip)

    def figures(self) -> Figures | None:
        """Return the figures of the tab on show."""
        return (self.effect, self.heads, self.tokens_tried)[self.tabs.currentIndex()].figures()

    def _tokens_tab(self) -> QWidget:
        tab = QWidget()
        group = QFrame(tab)
        group.setProperty("kind", "segments")
        line = QHBoxLayout(group)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        words = {
            Way.HIDDEN: (self.tr("hidden"), self.tr("It stays, but no later place reads it.")),
            Way.LEFT_OUT: (
                self.tr("left out"),
                self.tr("The text without it; what follows moves one place forward."),
            ),
        }
        self.ways = {way: segment(*text, group) for way, text in words.items()}
        for button in self.ways.values():
            button.clicked.connect(self._on_way_clicked)
            line.addWidget(button)
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(group, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.tokens_tried, 1)
        return tab

    def _head_way(self) -> Way:
        return Way.MEAN if self._what_if.uses_mean else Way.ZERO

    def _way_of_tokens(self) -> Way:
        return self._token_way

    # -- what is shown

    def look(self) -> None:
        """Ask for the effect, if it is not known."""
        self._what_if.look()
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        inside, changes = self._inside, self._inside.changes
        spot = inside.step.spot
        self.grid.show_heads(inside.n_layers, inside.n_heads, changes.heads)
        self.grid.show_cursor(spot.block, spot.head)
        self.readout.setText(self._words_of(spot.block, spot.head))
        change = self._what_if.change_of(spot.block, spot.head)
        self.dial.set_value(100.0 if change is None else 100 * change.factor)
        self.uses_mean.setChecked(self._what_if.uses_mean)
        self._show_tokens()
        for way, button in self.ways.items():
            show_segment(button, is_chosen=way is self._token_way)
        self.effect.show_effect()
        self.heads.show_rows()
        self.tokens_tried.show_rows()

    def _words_of(self, block: int, head: int) -> str:
        """Return a head, and what is changed in it."""
        change = self._what_if.change_of(block, head)
        if change is None:
            return self.tr("head {0}.{1}, on").format(block, head)
        return self.tr("head {0}.{1}, {2}").format(block, head, change_state(change))

    def _show_tokens(self) -> None:
        """List the text up to the place; what no place reads here cannot be hidden."""
        at, view = self._inside.at, self._inside.view
        if at is None:
            return
        start = 0 if view is None else view.context_start
        hidden = frozenset(self._inside.changes.hidden)
        blocker = QSignalBlocker(self.tokens)
        if self._listed != (at.ids[: at.place], start):
            self._listed = (at.ids[: at.place], start)
            row = self.tokens.currentRow() if self.tokens.count() else at.place - 2
            scrolled = self.tokens.verticalScrollBar().value()
            self.tokens.clear()
            for place in range(1, at.place + 1):
                is_open = start < place < at.place
                self._add_token(place, at.ids[place - 1], len(str(at.place)), is_open=is_open)
            self.tokens.setCurrentRow(min(max(row, 0), self.tokens.count() - 1))
            self.tokens.doItemsLayout()  # before, there is nothing to scroll
            self.tokens.verticalScrollBar().setValue(scrolled)
            self.tokens.scrollToItem(self.tokens.item(self.tokens.currentRow()))
        for place in range(start + 1, at.place):
            state = Qt.CheckState.Checked if place in hidden else Qt.CheckState.Unchecked
            item = self.tokens.item(place - 1)
            if item.checkState() != state:
                item.setCheckState(state)
        blocker.unblock()

    def _add_token(self, place: int, token_id: int, digits: int, *, is_open: bool) -> None:
        text = f"{place:>{digits}}  {self._inside.text_of(token_id)}"
        item = QListWidgetItem(text if is_open else f"{UNKNOWN} {text}", self.tokens)
        item.setData(_PLACE, place)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if is_open:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        else:
            item.setFlags(flags)
            item.setToolTip(
                self.tr("The place that predicts reads itself: it cannot be hidden.")
                if self._inside.at is not None and place == self._inside.at.place
                else self.tr("The network did not see this token any more.")
            )

    # -- what the user does

    @Slot(int, int)
    def _on_head_reached(self, block: int, head: int) -> None:
        step = self._inside.step
        self._inside.go_to(type(step)(step.page, Spot(step.spot.stop, block, head)))
        self._show()

    @Slot(int, int)
    def _on_switched(self, block: int, head: int) -> None:
        self._what_if.toggle((block, head))

    @Slot(float)
    def _on_dialled(self, percent: float) -> None:
        spot = self._inside.step.spot
        self._what_if.set_factor(spot.block, spot.head, percent / 100)

    @Slot(QListWidgetItem)
    def _on_token_ticked(self, item: QListWidgetItem) -> None:
        self.tokens.setCurrentItem(item)  # a click on its cross alone does not
        is_hidden = item.checkState() == Qt.CheckState.Checked
        self._what_if.set_hidden(item.data(_PLACE), is_hidden=is_hidden)

    @Slot()
    def _on_way_clicked(self) -> None:
        chosen = next(way for way, button in self.ways.items() if button.isChecked())
        if chosen is not self._token_way:
            self._token_way = chosen
            self._show()

    @Slot(object)
    def _on_row_chosen(self, part: int | tuple[int, int]) -> None:
        self._what_if.toggle(part if isinstance(part, int) else (part[0], part[1]))


def _padded(widget: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, SPACE_2, 0, 0)
    layout.addWidget(widget)
    return page
