"""The loss of the text, its gradient, and one update of a copy: before and after.

Owns the controls of the update and how its figures stand side by side; what was computed is the
view model's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Theme, current_theme
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.learning import ADAMW, DESCENT, LearningViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.kept.cells import number_cell, row_of
from gptdesk.app.views.inside.learning.bar_rows import BarRow, BarRows
from gptdesk.app.views.inside.learning.loss_words import (
    chance_text,
    changes_sentence,
    figure_text,
    loss_text,
    nats_of,
    part_name,
    step_sentence,
)
from gptdesk.app.views.inside.learning.rate_field import RateField
from gptdesk.app.views.inside.learning.tinted_text import TintedText, TintedToken
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.text.chart_files import picture_png
from gptdesk.app.views.widgets.figures import UNKNOWN
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.chat.changes import Changes
from gptdesk.chat.kept_views import KeptCell
from gptdesk.formats.csv_text import labels_csv
from gptdesk.sentences import numbered

_TOKEN_COLUMN = 1
_PICTURE_WIDTH = 900


class UpdatePanel(QWidget):
    """Loss, gradient and one update.

    Attributes:
        optimisers: the two ways of making a step, by name.
        rate: the learning rate.
        run, put_back: the buttons.
        allow: the button that says yes to an update that needs much memory.
        without_shortcuts: whether blocks replace the stream.
        result: what came of it, in figures.
        before, after: the text in colours.
        table: the tokens.
        gradients: lengths by part.
    """

    def __init__(
        self, inside: InsideViewModel, learning: LearningViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._learning = inside, learning
        self._build_controls()
        self._build_figures()
        self._lay_out()
        learning.loss_changed.connect(self._on_loss_changed)
        learning.update_progressed.connect(self._show_progress)
        self._on_loss_changed()

    # -- building

    def _build_controls(self) -> None:
        self.sentence = ZoomedLabel(
            self.tr(
                "The gradient says how each weight must move so that this text is less surprising;"
                " one update moves them once. The loaded model never changes: a copy is updated,"
                " measured and given up."
            ),
            is_muted=True,
        )
        self._frame = QFrame(self)
        self._frame.setProperty("kind", "segments")
        self.optimisers = {
            DESCENT: segment(
                self.tr("p&lain"),
                self.tr(
                    "Plain gradient descent: each weight moves by the learning rate times its"
                    " gradient, against it."
                ),
                self._frame,
            ),
            ADAMW: segment(
                self.tr("Ada&mW"),
                self.tr(
                    "The first step of AdamW, with which networks are trained: each weight moves"
                    " by the learning rate, against the sign of its gradient, nearly."
                ),
                self._frame,
            ),
        }
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for button in self.optimisers.values():
            row.addWidget(button)
            button.clicked.connect(self._on_optimiser_clicked)
        self.rate = RateField(self)
        self.rate.value_edited.connect(self._learning.set_learning_rate)
        self.run = QPushButton(self.tr("One up&date"), self)
        self.run.setProperty("kind", "primary")
        self.run.clicked.connect(self._on_run_clicked)
        self.put_back = QPushButton(self.tr("Put &back"), self)
        self.put_back.clicked.connect(self._learning.put_back)
        self.question = ZoomedLabel()
        self.allow = QPushButton(self.tr("Update &anyway"), self)
        self.allow.setToolTip(self.tr("Makes the copy in spite of the memory that it needs."))
        self.allow.clicked.connect(self._on_allowed)
        self.without_shortcuts = QCheckBox(self.tr("Without &shortcuts"), self)
        self.without_shortcuts.setToolTip(
            self.tr(
                "Attention and feed-forward replace the vector instead of adding to it: how large"
                " are the loss and the gradient of each block then? Measured, not claimed; the"
                " loaded model never changes."
            )
        )
        self.without_shortcuts.clicked.connect(self._learning.set_without_shortcuts)
        self.result = ZoomedLabel()
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(self.tr("Progress of the update"))
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()

    def _build_figures(self) -> None:
        self.before = TintedText(self.tr("The text before, tinted by probability"), self)
        self.after = TintedText(self.tr("The text after, tinted by probability"), self)
        self.before.verticalScrollBar().valueChanged.connect(
            self.after.verticalScrollBar().setValue
        )
        self.after.verticalScrollBar().valueChanged.connect(
            self.before.verticalScrollBar().setValue
        )
        self._model = CellTableModel(
            (
                *(self.tr("place"), self.tr("token"), self.tr("p before"), self.tr("p after")),
                *(self.tr("−ln p before"), self.tr("after")),
            ),
            numbers=frozenset({0, 2, 3, 4, 5}),
            parent=self,
        )
        self.table = CopiedTable(self._model, self.tr("Tokens"), self.text, self)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TOKEN_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.sum = ZoomedLabel(font_kind="ui_small")
        self.gradients = BarRows(
            (self.tr("part"), self.tr("Length of the gradient")), is_signed=False, parent=self
        )
        self.gradient_sum = ZoomedLabel(font_kind="ui_small")

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(SPACE_2)
        controls.addWidget(self._frame)
        controls.addWidget(self.rate, 1)
        actions = QHBoxLayout()  # in one line with the others they are cut at a large zoom
        actions.setSpacing(SPACE_2)
        for part in (self.run, self.put_back):
            actions.addWidget(part)
        actions.addStretch(1)
        actions.addWidget(self.without_shortcuts)
        ask = QHBoxLayout()
        ask.setSpacing(SPACE_2)
        ask.addWidget(self.question, 1)
        ask.addWidget(self.allow)
        texts = QGridLayout()
        texts.setHorizontalSpacing(SPACE_2)
        texts.setVerticalSpacing(SPACE_1)
        texts.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(
            ((self.tr("before"), self.before), (self.tr("after"), self.after))
        ):
            label = ZoomedLabel(name, self, font_kind="ui_small", is_muted=True)
            label.setWordWrap(False)
            texts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            texts.addWidget(text, row, 1)
        tokens = QVBoxLayout()
        tokens.setSpacing(SPACE_1)
        tokens.addWidget(self.table, 1)
        tokens.addWidget(self.sum)
        heading = ZoomedLabel(
            self.tr("Length of the gradient"), self, font_kind="ui_small", is_muted=True
        )
        scroller = QScrollArea(self)
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.gradients)
        inner.addStretch(1)
        scroller.setWidget(holder)
        self.gradients.row_reached.connect(self._on_row_reached)
        self._scroller = scroller
        bars = QVBoxLayout()
        bars.setSpacing(SPACE_1)
        bars.addWidget(heading)
        bars.addWidget(scroller, 1)
        bars.addWidget(self.gradient_sum)
        below = QHBoxLayout()
        below.setSpacing(SPACE_3)
        below.addLayout(tokens, 3)
        below.addLayout(bars, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.sentence)
        layout.addLayout(controls)
        layout.addLayout(actions)
        layout.addWidget(self.progress)
        layout.addLayout(ask)
        layout.addWidget(self.result)
        layout.addLayout(texts)
        layout.addLayout(below, 1)

    # -- exports

    def text(self) -> str:
        """Return the tokens' rows in full."""
        return "\n".join("\t".join(map(_cell, row)) for row in self._rows())

    def figures(self) -> Figures | None:
        """Return the tokens, the gradient's lengths and the losses; None while there are none."""
        learning = self._learning
        loss, update = learning.loss, learning.update
        if loss is None:
            return None
        columns = tuple(
            str(self._model.headerData(column, Qt.Orientation.Horizontal))
            for column in range(self._model.columnCount())
        )
        width, rows = len(columns), list(self._rows())[1:]
        tokens = [
            row_of(width, *(_kept(row[column], _shown(row, column)) for column in range(width)))
            for row in rows
        ]
        gradients = [
            row_of(width, "", self.tr("gradient, {0}").format(part_name(part)), number_cell(one))
            for part, one in loss.gradient_lengths
        ]
        after = (
            ()
            if update is None
            else (number_cell(update.after_nats, figure_text(update.after_nats)),)
        )
        mean = row_of(width, "", self.tr("mean"), "", "", number_cell(loss.mean_nats), *after)
        foot = [*gradients, mean]
        if learning.is_without_shortcuts:
            foot.append(row_of(width, "", self.tr("computed without shortcuts")))
        if update is not None:
            forecast = number_cell(update.forecast_nats)
            foot.append(row_of(width, "", self.tr("forecast"), "", "", "", forecast))
        return Figures(columns, tuple(tokens), tuple(foot))

    def csv(self, origin: str) -> bytes:
        """Return tokens, losses and gradient lengths in full precision."""
        learning = self._learning
        lines: list[Iterable[object]] = [(origin,), *self._rows()]
        if (loss := learning.loss) is not None:
            lines.append(("mean loss, nats", None, None, None, loss.mean_nats, None))
            update, made_with = learning.update, learning.made_with
            if update is not None and made_with is not None:
                lines[-1] = ("mean loss, nats", None, None, None, loss.mean_nats, update.after_nats)
                lines.append(("forecast, nats", None, None, None, None, update.forecast_nats))
                lines.append((made_with.optimiser, made_with.learning_rate))
            if learning.is_without_shortcuts:
                lines.append(("computed without shortcuts",))
            lines += [("gradient length", part, length) for part, length in loss.gradient_lengths]
        return labels_csv(lines).encode()

    def png(self, origin: str) -> bytes:
        """Return the text in the colours of before and after, as a picture with its origin."""
        theme = current_theme()
        line = QFontMetrics(theme.font("ui")).height() + SPACE_2
        texts = ((self.tr("before"), self.before), (self.tr("after"), self.after))
        heights = [text.height_in(_PICTURE_WIDTH, theme) for _, text in texts]
        bars = self.gradients.height()
        height = 2 * SPACE_4 + sum(heights) + bars + 5 * line

        def paint(painter: QPainter) -> None:
            top = SPACE_4
            _write(painter, theme, top, self.result.text())
            top += line
            for (name, text), high in zip(texts, heights, strict=True):
                _write(painter, theme, top, name)
                top += line
                text.paint_into(painter, QRect(SPACE_4, top, _PICTURE_WIDTH, high), theme)
                top += high
            _write(painter, theme, top, self.tr("length of the gradient"))
            top += line
            painter.translate(SPACE_4, top)
            self.gradients.paint_into(painter, _PICTURE_WIDTH // 2, theme)
            painter.translate(-SPACE_4, -top)
            _write(painter, theme, top + bars, origin)

        return picture_png(QSize(_PICTURE_WIDTH + 2 * SPACE_4, height), theme, paint)

    def _rows(self) -> Iterable[tuple[object, ...]]:
        yield ("place", "token", "p before", "p after", "-ln p before", "-ln p after")
        loss, at, after = self._learning.loss, self._learning.at, self._after()
        if loss is None or at is None:
            return
        for index, p in enumerate(loss.p):
            place = loss.first_place + index + 1
            later = after[index] if after else None
            token = self._inside.text_of(at.ids[place - 1])
            nats = None if later is None else nats_of(later)
            yield (place, token, p, later, nats_of(p), nats)

    # -- what happens

    @Slot()
    def _on_optimiser_clicked(self) -> None:
        chosen = next(name for name, one in self.optimisers.items() if one.isChecked())
        self._learning.set_optimiser(chosen)

    @Slot()
    def _on_run_clicked(self) -> None:
        self._learning.update_once()

    @Slot()
    def _on_allowed(self) -> None:
        self._learning.update_once(is_allowed=True)

    @Slot(int)
    def _on_row_reached(self, row: int) -> None:
        self.gradients.bring_into_sight(row, self._scroller)

    @Slot()
    def _on_loss_changed(self) -> None:
        learning = self._learning
        for name, button in self.optimisers.items():
            show_segment(button, is_chosen=name == learning.optimiser)
        self.rate.set_value(learning.learning_rate)
        self.without_shortcuts.setChecked(learning.is_without_shortcuts)
        self._show_whether_it_runs()
        is_done = learning.update is not None or learning.progress is not None
        if self.put_back.hasFocus() and not is_done and not learning.needed_bytes:
            self.run.setFocus(Qt.FocusReason.OtherFocusReason)
        obstacle = ""
        if not is_done and not learning.needed_bytes:
            obstacle = self.tr("Nothing is updated: there is nothing to put back.")
        does = self.tr("Give the updated copy up. The loaded model never changed.")
        show_obstacle(self.put_back, obstacle, does)
        self._show_progress()
        self.question.setVisible(learning.needed_bytes > 0)
        self.allow.setVisible(learning.needed_bytes > 0)
        if learning.needed_bytes:
            self.question.setText(
                self.tr("The updated copy needs {0} MB of memory for a moment.").format(
                    f"{learning.needed_bytes / 1e6:,.0f}"
                )
            )
        self._show_result()
        self._show_tokens()
        self._show_gradients()

    @Slot()
    def _show_progress(self) -> None:
        progress = self._learning.progress
        self.progress.setVisible(progress is not None)
        if progress is not None:
            done, total = progress
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _show_whether_it_runs(self) -> None:
        learning, obstacle = self._learning, ""
        if learning.progress is not None:
            obstacle = self.tr("The update is being computed.")
        elif learning.problem:
            obstacle = learning.problem
        elif learning.loss is None:
            obstacle = self.tr("The loss and its gradient are being computed.")
        does = self.tr(
            "Moves every weight of a copy once, against the gradient, and measures the loss again."
        )
        show_obstacle(self.run, obstacle, does)

    def _show_result(self) -> None:
        learning = self._learning
        loss, update = learning.loss, learning.update
        if learning.problem:
            words = learning.problem
        elif loss is None or learning.at is None:
            words = self.tr("Reading the text…")
        elif update is None:
            mean = numbered(len(loss.p), self.tr("of 1 token"), self.tr("the mean over {0} tokens"))
            words = self.tr("Loss of the text up to place {0}: {1}, {2}.").format(
                learning.at.place, loss_text(loss.mean_nats), mean
            )
        else:
            words = self.tr("Loss {0} → {1}. First-order forecast {2}. {3}").format(
                figure_text(loss.mean_nats),
                loss_text(update.after_nats),
                figure_text(update.forecast_nats),
                step_sentence(loss.mean_nats, update.after_nats, update.forecast_nats),
            )
        if loss is not None and learning.at is not None and not learning.problem:
            words = sentences((words, self._network_in_words(learning.at.changes)))
        if words != self.result.text():
            self.result.setText(words)
            announce(self.result, words)

    def _network_in_words(self, changes: Changes) -> str:
        """Return how the network is another one than the loaded; empty where it is the same."""
        shortcuts = ""
        if self._learning.is_without_shortcuts:
            shortcuts = self.tr("Computed without shortcuts.")
        return sentences((shortcuts, changes_sentence(changes)))

    def _show_tokens(self) -> None:
        loss, at, after = self._learning.loss, self._learning.at, self._after()
        if loss is None or at is None:
            for text in (self.before, self.after):
                text.show_tokens(())
            self._model.show_rows(0, _no_cell)
            self.sum.setText("")
            return
        names = [self._inside.text_of(one) for one in at.ids[loss.first_place - 1 : at.place]]
        for text, chances in ((self.before, loss.p), (self.after, after)):
            known = (None, *(chances or [None] * len(loss.p)))
            text.show_tokens([TintedToken(*one) for one in zip(names, known, strict=True)])
        rows = list(self._rows())[1:]
        self._model.show_rows(len(rows), lambda row, column: _shown(rows[row], column))
        total = math.fsum(nats_of(p) for p in loss.p)
        mean = total / len(loss.p)
        words = self.tr("sum {0} ÷ {1} = {2}; loss {3}, difference {4}").format(
            figure_text(total, 6),
            len(loss.p),
            figure_text(mean, 6),
            figure_text(loss.mean_nats, 6),
            figure_text(loss.mean_nats - mean, 1),
        )
        self.sum.setText(words)

    def _show_gradients(self) -> None:
        loss, update, made_with = (
            self._learning.loss,
            self._learning.update,
            self._learning.made_with,
        )
        lengths = () if loss is None else loss.gradient_lengths
        self.gradients.show_rows(tuple(BarRow(part_name(part), one) for part, one in lengths))
        if loss is None:
            self.gradient_sum.setText("")
            return
        squares = math.fsum(length * length for _, length in lengths)
        words = self.tr("all parts: √Σ = {0}").format(figure_text(math.sqrt(squares), 5))
        if update is not None and made_with is not None and made_with.optimiser == DESCENT:
            forecast = loss.mean_nats - made_with.learning_rate * squares
            words += "\n" + self.tr("{0} − {1} · {2} = {3}, difference {4}").format(
                figure_text(loss.mean_nats),
                figure_text(made_with.learning_rate),
                figure_text(squares, 5),
                figure_text(forecast),
                figure_text(update.forecast_nats - forecast, 1),
            )
        self.gradient_sum.setText(words)

    def _after(self) -> tuple[float, ...]:
        update = self._learning.update
        return () if update is None else update.after_p


def _no_cell(_row: int, _column: int) -> str:
    return ""


def _shown(row: tuple[object, ...], column: int) -> str:
    value = row[column]
    if value is None:
        return UNKNOWN
    if not isinstance(value, float):
        return str(value)
    return chance_text(value) if column < 4 else figure_text(value)


def _kept(value: object, text: str) -> KeptCell:
    is_finite = isinstance(value, (int, float)) and math.isfinite(value)
    return KeptCell(text, float(value) if is_finite else None)  # pyright: ignore[reportArgumentType]  a number


def _cell(value: object) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _write(painter: QPainter, theme: Theme, top: int, text: str) -> None:
    painter.setFont(theme.font("ui"))
    painter.setPen(theme.color("text"))
    room = QRect(SPACE_4, top, _PICTURE_WIDTH, painter.fontMetrics().height() + SPACE_1)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
