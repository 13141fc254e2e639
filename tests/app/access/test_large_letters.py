"""At 200 % nothing is cut, lost or hidden behind something else (WCAG 1.4.4, 1.4.10, 2.4.11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app import fitting_zoom
from gptdesk.app.main import Program
from gptdesk.app.theme import zoom_of
from tests.app import test_whole_words
from tests.app.test_whole_words import (
    come_to_rest,
    cut_parts,
    lasting_faults,
    opened,
    windows,
)

program = test_whole_words.program
_WORDS = (
    QLabel | QAbstractButton | QAbstractItemView | QComboBox | QLineEdit | QPlainTextEdit | QTabBar
)


def written(window: QWidget) -> dict[QWidget, float]:
    """Return the points in which what can be seen of a window is written."""
    parts = (part for part in window.findChildren(QWidget) if isinstance(part, _WORDS))
    mine = (part for part in parts if part.window() is window and part.isVisible())
    return {part: part.font().pointSizeF() for part in mine if not is_picture(part)}


def is_picture(part: QWidget) -> bool:
    return isinstance(part, QAbstractButton) and not part.text()


def views(program: Program) -> Iterator[str]:
    """Show the start, a conversation with each page of the inspector, and the conversations."""
    window, columns = program.window, program.window.views.columns
    columns.show_panel()
    for page in range(window.views.side_panel.tabs.count()):
        window.views.side_panel.tabs.setCurrentIndex(page)
        yield window.views.side_panel.tabs.tabText(page)
    columns.show_sidebar()
    yield "conversations"
    open_id = program.view_models.conversations.list.open_id
    program.view_models.conversations.new()
    yield "start"
    program.view_models.conversations.open_conversation(open_id)


def test_all_words_of_the_window_become_twice_as_large(program: Program) -> None:
    """In 1280 x 800: none is cut."""
    window = program.window
    window.resize(1280, 800)
    window.show()
    small: dict[QWidget, float] = {}
    for zoom in (100, 200):
        program.view_models.appearance._set_zoom(zoom)
        for shown in views(program):
            come_to_rest()
            assert list(cut_parts(window)) == [], f"{zoom} %, {shown}"
            if zoom == 100:
                small |= written(window)
                continue
            for part, points in written(window).items():
                if part in small and small[part] > 0:
                    least = 1.99
                    assert points >= least * small[part], (shown, part, points, small[part])


def test_words_of_side_windows_become_twice_as_large_on_a_low_screen(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1280 x 800, opened before at 100 %: they stayed small then, and grew to 115 or 150 %."""
    room = QSize(1280, 800) * 0.9
    monkeypatch.setattr(
        fitting_zoom,
        "window_size",
        lambda width, height: (QSize(width, height) * (zoom_of(None) / 100)).boundedTo(room),
    )
    program.window.show()
    small: dict[str, dict[str, float]] = {}
    for zoom in (100, 200):
        program.view_models.appearance._set_zoom(zoom)
        for name, show, where in windows(program):
            window = opened(qtbot, show, where)
            come_to_rest()
            sizes = {_key(part): points for part, points in written(window).items()}
            is_fitted = window.findChild(fitting_zoom.FittingZoom) is not None
            assert window.size() == window.size().boundedTo(room) or not is_fitted, name
            cut = lasting_faults(qtbot, lambda window=window: list(cut_parts(window)))
            assert cut == [], f"{name}, {zoom} %"
            window.close()
            come_to_rest()
            before = small.setdefault(name, sizes)
            if zoom == 200 and is_fitted and name not in {"export", "about"}:
                # which are as large as this screen lets
                both = before.keys() & sizes.keys()
                assert both, name
                ratios = {key: sizes[key] / before[key] for key in both if before[key] > 0}
                others = {k: ratio for k, ratio in ratios.items() if ratio != pytest.approx(2)}
                assert others == {}, name


def _key(part: QWidget) -> str:
    """Return what a part is in any opening of its window."""
    return f"{type(part).__name__} {part.objectName()} {part.accessibleName()}"


def is_seen(part: QWidget) -> bool:
    """Return whether anything of a part can be seen: nothing else lies over all of it."""
    window, size = part.window(), part.size()
    steps = range(1, 16)
    places = (QPoint(size.width() * x // 16, size.height() * y // 16) for x in steps for y in steps)
    tops = (window.childAt(part.mapTo(window, place)) for place in places)
    return any(top is part or (top is not None and part.isAncestorOf(top)) for top in tops)


@pytest.mark.parametrize("zoom", [100, 200])
@pytest.mark.parametrize("size", [(960, 600), (700, 500), (560, 420)])
def test_the_keyboard_is_never_behind_a_side(
    qtbot: QtBot, program: Program, size: tuple[int, int], zoom: int
) -> None:
    """In a narrow window a side lies over the text: Tab went on behind it, to buttons unseen."""
    window, columns = program.window, program.window.views.columns
    window.resize(*size)
    window.show()
    program.view_models.appearance._set_zoom(zoom)
    for show in (columns.show_panel, columns.show_sidebar):
        columns.set_panel_visible(False)
        columns.set_sidebar_visible(False)
        show()
        come_to_rest()
        window.views.composer.focus_editor()
        met: list[QWidget] = []
        while (focus := QApplication.focusWidget()) not in met:
            assert focus is not None
            assert is_seen(focus), (show.__name__, focus, focus.accessibleName())
            met.append(focus)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert len(met) > 10


def test_a_side_stays_over_a_text_that_it_leaves_in_sight(qtbot: QtBot, program: Program) -> None:
    """The tokens are walked through with the inspector beside them, also where it lies over."""
    window, columns = program.window, program.window.views.columns
    window.resize(700, 500)
    window.show()
    come_to_rest()
    columns.show_panel()
    come_to_rest()
    assert columns.is_panel_over
    window.views.transcript.setFocus()
    assert columns.is_panel_visible
    assert is_seen(window.views.transcript)
    legend = window.views.legend.choice
    place = QRect(legend.mapTo(columns, QPoint()), legend.size())
    covers = window.views.side_panel.geometry().contains(place)
    legend.setFocus()
    assert columns.is_panel_visible is not covers
    assert window.views.menu.side_panel.isChecked() is columns.is_panel_visible
