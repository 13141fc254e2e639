"""The sampling settings: how the next token is chosen, each number explained in one sentence.

Owns the controls; values, checks and dice are the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QRandomGenerator, Qt, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSpinBox, QToolButton, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.system.term import set_term
from gptdesk.app.theme import SPACE_1, SPACE_2
from gptdesk.app.viewmodels.chat.sampling import DEFAULT_MAX_NEW_TOKENS, SamplingViewModel
from gptdesk.app.views.widgets.slider_field import NumberRange, SliderField, show_plain
from gptdesk.chat.tokens import MOST_TOKENS
from gptdesk.engine.types import MAX_SEED

_TEMPERATURE = NumberRange(0, 1000, 0, 2, neutral=1, step=0.01, decimals=3)
_TOP_K = NumberRange(0, MOST_TOKENS, 0, 200, neutral=0, step=1, decimals=0)
_TOP_P = NumberRange(0, 1, 0, 1, neutral=1, step=0.01, decimals=4)
_MIN_P = NumberRange(0, 1, 0, 0.5, neutral=0, step=0.01, decimals=4)
_PENALTY = NumberRange(0.01, 100, 1, 2, neutral=1, step=0.01, decimals=3)
_LENGTH = NumberRange(1, 100_000, 1, 1024, neutral=DEFAULT_MAX_NEW_TOKENS, step=1, decimals=0)
_NO_SEED = -1


class SeedField(QSpinBox):
    """A whole number that says in words when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        show_plain(self)
        self.set_seed(None)

    def set_seed(self, seed: int | None) -> None:
        """Show `seed` without sending `valueChanged`."""
        is_fixed = seed is not None
        self.blockSignals(True)
        self.setRange(0 if is_fixed else _NO_SEED, MAX_SEED)
        self.setSpecialValueText("" if is_fixed else self.tr("new dice every time"))
        self.setValue(_NO_SEED if seed is None else seed)
        self.setEnabled(is_fixed)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change by the wheel only while being edited: else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SamplingPanel(QWidget):
    """Five settings of the distribution, the seed of the dice and the length of an answer.

    Args:
        sampling: the values.
        is_brief: only the five settings are shown.
    """

    def __init__(
        self,
        sampling: SamplingViewModel,
        parent: QWidget | None = None,
        *,
        is_brief: bool = False,
    ) -> None:
        super().__init__(parent)
        self._is_brief = is_brief
        self._sampling = sampling
        self.setAccessibleName(self.tr("Sampling settings"))
        self._build()
        self._connect()
        self._on_changed()

    def _build(self) -> None:
        self.temperature = SliderField(
            self.tr("&Temperature"),
            self.tr(
                "Below 1 the likely gets likelier, above 1 less so; 0 always takes the likeliest."
            ),
            _TEMPERATURE,
            self,
        )
        self.top_k = SliderField(
            self.tr("Top-&k"),
            self.tr("Keeps only the k most probable tokens; 0 keeps all."),
            _TOP_K,
            self,
        )
        self.top_p = SliderField(
            self.tr("Top-&p"),
            self.tr("Keeps the most probable tokens that together reach p; 1 keeps all."),
            _TOP_P,
            self,
        )
        self.min_p = SliderField(
            self.tr("&Min-p"),
            self.tr("Keeps tokens at least this fraction as likely as the likeliest; 0 keeps all."),
            _MIN_P,
            self,
        )
        self.penalty = SliderField(
            self.tr("&Repetition penalty"),
            self.tr(
                "Above 1, tokens that already occurred become less probable; 1 changes nothing."
            ),
            _PENALTY,
            self,
        )
        self.length = SliderField(
            self.tr("Maximum to&kens"),
            self.tr("An answer ends after this many tokens, if it has not ended by itself."),
            _LENGTH,
            self,
        )
        self._fields = (
            self.temperature,
            self.top_k,
            self.top_p,
            self.min_p,
            self.penalty,
            self.length,
        )
        for key, field in (
            ("temperature", self.temperature),
            ("top_k", self.top_k),
            ("top_p", self.top_p),
            ("min_p", self.min_p),
            ("repetition_penalty", self.penalty),
        ):
            set_term(key, field.slider, field.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(0)  # the fields' own edges are enough
        grid.setColumnStretch(1, 1)
        for row, field in enumerate(self._fields):
            if field is self.length and self._is_brief:
                field.hide()
            else:
                field.add_to(grid, row)
        self._build_seed(grid, len(self._fields))

    def _build_seed(self, grid: QGridLayout, row: int) -> None:
        explanation = self.tr(
            "With the same seed, model, text and settings the answer is the same again."
        )
        self.fixed_seed = QCheckBox(self.tr("Fixed &seed"), self)
        self.fixed_seed.setProperty("font_kind", "ui_small")
        self.fixed_seed.setToolTip(explanation)
        self.fixed_seed.setAccessibleDescription(explanation)
        self.seed = SeedField(self)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setAccessibleDescription(explanation)
        self.dice = QToolButton(self)
        self.dice.setIcon(icon("dice"))
        self.dice.setProperty("kind", "icon")
        tip = self.tr("Throw the dice once and keep that seed.")
        self.dice.setToolTip(tip)
        self.dice.setAccessibleName(self.tr("New fixed seed"))
        self.dice.setAccessibleDescription(tip)
        set_term("seed", self.fixed_seed, self.seed, self.dice)
        side = QHBoxLayout()
        side.setSpacing(SPACE_1)
        side.addWidget(self.dice)
        side.addWidget(self.seed, 1)
        if self._is_brief:
            for part in (self.fixed_seed, self.dice, self.seed):
                part.hide()
            return
        grid.addWidget(self.fixed_seed, row, 0)
        grid.addLayout(side, row, 1, 1, 2)

    def _connect(self) -> None:
        sampling = self._sampling
        self.temperature.value_edited.connect(sampling.set_temperature)
        self.top_k.value_edited.connect(self._on_top_k_edited)
        self.top_p.value_edited.connect(sampling.set_top_p)
        self.min_p.value_edited.connect(sampling.set_min_p)
        self.penalty.value_edited.connect(sampling.set_repetition_penalty)
        self.length.value_edited.connect(self._on_length_edited)
        self.fixed_seed.toggled.connect(self._on_fixed_seed_toggled)
        self.seed.valueChanged.connect(self._on_seed_edited)
        self.dice.clicked.connect(self._on_dice_clicked)
        sampling.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        settings = self._sampling.settings
        self.temperature.set_value(settings.temperature)
        self.top_k.set_value(settings.top_k)
        self.top_p.set_value(settings.top_p)
        self.min_p.set_value(settings.min_p)
        self.penalty.set_value(settings.repetition_penalty)
        self.length.set_value(self._sampling.max_new_tokens)
        self.fixed_seed.blockSignals(True)
        self.fixed_seed.setChecked(self._sampling.seed is not None)
        self.fixed_seed.blockSignals(False)
        self.seed.set_seed(self._sampling.seed)

    @Slot(float)
    def _on_top_k_edited(self, top_k: float) -> None:
        self._sampling.set_top_k(round(top_k))

    @Slot(float)
    def _on_length_edited(self, tokens: float) -> None:
        self._sampling.set_max_new_tokens(round(tokens))

    @Slot(bool)
    def _on_fixed_seed_toggled(self, is_fixed: bool) -> None:
        if is_fixed:
            self._on_dice_clicked()
        else:
            self._sampling.set_seed(None)

    @Slot(int)
    def _on_seed_edited(self, seed: int) -> None:
        self._sampling.set_seed(seed)

    @Slot()
    def _on_dice_clicked(self) -> None:
        # Six digits are dice enough, and can be read out to a neighbour.
        self._sampling.set_seed(QRandomGenerator.global_().bounded(1_000_000))
