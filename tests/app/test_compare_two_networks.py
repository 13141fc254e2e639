"""Two really different networks on one prompt, side by side in the real window.

What the dialog says of the second one is compared with the transformers library, which shares no
code with the program: a fake engine would repeat whatever it was told.
"""

from __future__ import annotations

from pathlib import Path

import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engines
from tests.model.checkpoints.reference_models import SHAPES, make_reference, saved_pretrained

PROMPT, LONG_MS = "Once upon a time", 120_000


def test_the_bundled_model_beside_a_random_one(qtbot: QtBot, tmp_path: Path) -> None:
    """The other network opens, answers the same prompt, and its p of our token is its own."""
    reference = make_reference(SHAPES[0])
    folder = tmp_path / "random"
    folder.mkdir()
    saved_pretrained(reference, folder)
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    models, views = program.view_models, program.window.views
    with qtbot.waitSignal(models.library.model_opened, timeout=LONG_MS):
        program.start(None)
    with qtbot.waitSignal(models.library.model_opened, timeout=LONG_MS):
        models.library.open_model(folder)
    with qtbot.waitSignal(models.library.model_opened, timeout=LONG_MS):
        models.library.open_bundled()
    models.sampling.set_temperature(1)
    models.sampling.set_max_new_tokens(8)
    models.sampling.set_seed(3)
    views.composer.set_text(PROMPT)
    with qtbot.waitSignal(models.chat.run_finished, timeout=LONG_MS):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    first = models.chat.messages.message(1)

    models.library.lists.look()
    choices = models.two_models.choices_for
    qtbot.waitUntil(lambda: any(one.path == folder for one in choices(1)))
    (other,) = (one for one in choices(1) if one.path == folder)
    with qtbot.waitSignal(models.comparing.sides_ready, timeout=LONG_MS):
        views.transcript.buttons.compare_menu.model_requested.emit(1, other)
    second = models.chat.messages.message(1)
    assert second.runs[0].model_sha256 != first.runs[0].model_sha256
    assert first.token_ids != second.token_ids
    dialog = views.side_windows.compare_dialog
    assert dialog is not None
    comparison = dialog.comparison
    place = comparison.difference
    assert place is not None
    assert not comparison.is_by_text
    assert comparison.left.ids[:place] == comparison.right.ids[:place]

    with torch.no_grad():
        logits = reference(torch.tensor([comparison.right.ids[:place]])).logits[0, -1]
    p = torch.softmax(logits.double(), -1)[comparison.left.ids[place]].item()
    facts = dialog.facts

    def told() -> str:
        return str(facts.index(0, 2).data())  # of the left one's token, for the right one

    qtbot.waitUntil(lambda: told().startswith("raw p "), timeout=LONG_MS)
    # Two float32 implementations: at three digits their figures may part in the last one.
    assert told().startswith(
        tuple(f"raw p {percent_text(p * (1 + part))}" for part in (0, 2e-3, -2e-3))
    )
    program.window.close()
    assert program.is_joined
