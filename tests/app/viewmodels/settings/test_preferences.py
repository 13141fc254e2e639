"""Settings remember themselves, and a disk that refuses costs one sentence."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.settings import preferences as preferences_module
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.storage.paths import user_paths


def test_a_change_is_written_by_itself(qtbot: QtBot) -> None:
    """Nobody presses Save; a crash an hour later loses nothing."""
    preferences = Preferences(user_paths())
    preferences.change(temperature=1.25, zoom=120)
    qtbot.waitUntil(lambda: Preferences(user_paths()).settings.zoom == 120)
    assert Preferences(user_paths()).settings.temperature == 1.25


def test_an_answer_that_streams_in_waits_for_no_disk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes meanwhile is written at its end; in a long one it is written all the same."""
    preferences = Preferences(user_paths())
    preferences.set_busy(True)
    preferences.change(zoom=120)
    qtbot.wait(700)
    assert Preferences(user_paths()).settings.zoom == 100
    preferences.set_busy(False)
    qtbot.waitUntil(lambda: Preferences(user_paths()).settings.zoom == 120)
    monkeypatch.setattr(preferences_module, "_BUSY_DELAY_MS", 50)
    preferences.set_busy(True)
    preferences.change(zoom=90)
    qtbot.waitUntil(lambda: Preferences(user_paths()).settings.zoom == 90)


def test_a_value_out_of_range_is_refused(qtbot: QtBot) -> None:
    """What is in memory is always something that can be written and read again."""
    preferences = Preferences(user_paths())
    with pytest.raises(ValueError, match="top_p"):
        preferences.change(top_p=2.0)
    assert preferences.settings.top_p == 0.95


def test_a_disk_that_refuses_is_told_once(qtbot: QtBot) -> None:
    """The settings last until closing, and the user knows why."""
    paths = user_paths()
    paths.config_dir.parent.mkdir(parents=True)
    paths.config_dir.write_text("a file in the way")
    preferences = Preferences(paths)
    with qtbot.waitSignal(preferences.save_failed) as told:
        preferences.change(zoom=90)
    assert str(paths.config_dir) in told.args[0]
    with qtbot.assertNotEmitted(preferences.save_failed):
        preferences.change(zoom=80)
        preferences.save_now()
    assert preferences.settings.zoom == 80


def test_settings_of_a_newer_version_are_left_alone(qtbot: QtBot) -> None:
    """Trying an old version must not cost the settings of the new one."""
    paths = user_paths()
    paths.config_dir.mkdir(parents=True)
    paths.settings_file.write_text("schema = 99\n")
    preferences = Preferences(paths)
    assert "a newer GPTDesk wrote these settings" in preferences.warning
    preferences.change(zoom=90)
    preferences.save_now()
    assert paths.settings_file.read_text() == "schema = 99\n"
