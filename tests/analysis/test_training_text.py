"""A text that is too short to train on: what is said of it, wherever it is said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from gptdesk import language
from gptdesk.analysis.training_text import learned_by_heart
from gptdesk.resources import resource_path
from gptdesk.sentences import to_translate


@pytest.mark.parametrize("name", language.offered()[1:])
@pytest.mark.usefixtures("qapp")
def test_window_and_terminal_say_the_same_in_every_language(name):
    """Whole in the user's language, on one line, with one token and with many."""
    translator = QTranslator()
    assert translator.load(str(resource_path("translations") / f"gptdesk_{name}.qm"))
    QCoreApplication.installTranslator(translator)
    language.speak(name)
    try:
        for n_tokens in (1, 8):
            text = ("a\nb.txt", n_tokens, 1_280)
            in_window = learned_by_heart(*text, QCoreApplication.translate)
            assert in_window == learned_by_heart(*text, language.translate)
            assert in_window != learned_by_heart(*text, to_translate)
            assert "token" not in in_window
            assert "a\\nb.txt" in in_window
            assert "1,280" in in_window
            assert "5.0 KiB" in in_window
    finally:
        language.speak(language.ENGLISH)
        QCoreApplication.removeTranslator(translator)
