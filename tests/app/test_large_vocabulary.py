"""A vocabulary of 151,936 tokens, as Qwen 2.5 has it, in the shown window: its widest figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QAbstractSpinBox
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import current_theme
from gptdesk.app.views.tokens.bars import TokenBars
from gptdesk.app.views.tokens.row_painter import TokenRowPainter
from gptdesk.engine.inspection.values import Pipeline, PipelineRequest
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import (
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadProgress,
    LoadRequest,
    ModelInfo,
)
from gptdesk.formats.conversation_json import open_conversation
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine, Script

SIZE, RANK = 151_936, 149_452
END, DEEP = SIZE - 1, SIZE - 2
BANDS = "Bands of ranks: 1–10, 11–100, 101–150,000, beyond."
LARGE = Vocabulary(
    (*(bytes([byte]) for byte in range(256)), *(b" w%d" % number for number in range(256, SIZE))),
    frozenset({END}),
    "Large",
)


class LargeModel(FakeEngine):
    """Answers with one token of the end of its vocabulary, which hardly anything is rarer than."""

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        self.info = replace(super().load(request, progress), vocabulary=LARGE)
        return self.info

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        others = range(SIZE - 30, SIZE - 10)
        for event in super().generate(request, cancelled):
            if isinstance(event, GenerationStep):
                deep = {"rank": RANK, "raw_p": 1e-8, "kept": SIZE, "top_ids": tuple(others)}
                yield replace(event, record=replace(event.record, **deep))
            else:
                yield event

    def pipeline(self, request: PipelineRequest, cancelled: Event | None = None) -> Pipeline | None:
        """Agree with the answer: the panel shows the record, and this as soon as it is there."""
        known = super().pipeline(request, cancelled)
        if known is None:
            return None
        rows = (replace(one, rank=RANK) if one.token_id == DEEP else one for one in known.rows)
        return replace(known, rows=tuple(rows))


def _open(qtbot: QtBot) -> Program:
    engine = LargeModel()
    engine.story = Script(((DEEP, f" w{DEEP}"),))
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    program.window.resize(1280, 800)  # with the inspector beside the text
    program.window.show()
    qtbot.waitExposed(program.window)
    return program


def _assert_rank_is_whole(bars: TokenBars) -> None:
    """The mark, the rank and the id of the chosen token stand beside each other."""
    row = next(number for number, one in enumerate(bars.rows) if one.is_chosen)
    assert (bars.rows[row].rank, bars.rows[row].token_id) == (RANK, DEEP)
    painter, digits = TokenRowPainter(current_theme()), len(str(SIZE))
    columns, bold = painter.columns(bars.width(), digits, digits), QFontMetrics(painter.bold)
    left, rect = columns.mark + bold.horizontalAdvance("●"), bars.row_rect(row)
    gap = QRect(left, rect.top(), columns.rank - left, rect.height())
    assert gap.width() >= 3
    gap = gap.adjusted(0, 3, 0, -3)  # the ring around the chosen row goes through it
    assert not _ink(bars.grab().toImage(), gap)


def _ink(image: QImage, rect: QRect) -> bool:
    ground = image.pixel(image.width() - 1, image.height() - 1)
    columns, lines = range(rect.left(), rect.right()), range(rect.top(), rect.bottom())
    return any(image.pixel(x, y) != ground for x in columns for y in lines)


def _type(qtbot: QtBot, field: QAbstractSpinBox, number: int) -> None:
    field.selectAll()
    qtbot.keyClicks(field, str(number))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_its_widest_figures_have_room_are_exported_and_read_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """GPT-2's ids and ranks have five digits: every place that knew that would cut the sixth."""
    program = _open(qtbot)
    models, views = program.view_models, program.window.views
    views.columns.set_panel_visible(True)
    page, legend = views.side_panel.next_token_page, views.legend
    _type(qtbot, page.sampling.top_k.field, SIZE)
    assert models.sampling.settings.top_k == SIZE
    qtbot.keyClick(program.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    _type(qtbot, legend.edges[2], 150_000)
    assert legend.scale.accessibleName().startswith(BANDS)
    qtbot.keyClicks(views.composer.editor, "Go on")
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    name, conversation = LARGE.visible(DEEP), models.chat.conversation.id
    qtbot.waitUntil(lambda: page.summary.chip.text == name)
    assert models.next_token.rank_count == SIZE
    _assert_rank_is_whole(page.bars)
    qtbot.keyClick(program.window, Qt.Key.Key_F2)
    views.transcript.tokens.marked.open_card()
    card = views.transcript.tokens.marked.card
    assert card.bars.isVisible()
    _assert_rank_is_whole(card.bars)
    for suffix in (".json", ".csv"):
        with qtbot.waitSignal(models.transfer.done):
            models.transfer.export(conversation, (tmp_path / "chat").with_suffix(suffix))
    program.window.close()
    assert program.is_joined

    with (tmp_path / "chat.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    expected = {"id": DEEP, "rank": RANK, "kept": SIZE, "text": f" w{DEEP}", "top_k": SIZE}
    assert {key: row[key] for key in expected} == {key: str(one) for key, one in expected.items()}
    with open_conversation(tmp_path / "chat.json", SIZE) as saved:
        assert [one.pieces for one in saved.vocabularies.values()] == [LARGE.pieces]

    program = _open(qtbot)
    models, views = program.view_models, program.window.views
    page = views.side_panel.next_token_page
    qtbot.waitUntil(lambda: page.summary.chip.text == name)
    assert models.chat.messages.message(1).records[0].rank == RANK
    _assert_rank_is_whole(page.bars)
    assert views.legend.scale.accessibleName().startswith(BANDS)
    assert models.sampling.settings.top_k == SIZE
    program.window.close()
    assert program.is_joined
