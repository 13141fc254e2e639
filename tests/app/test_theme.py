"""The colours can be read, and the window follows the system."""

from __future__ import annotations

import gc
import itertools
import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QStackedWidget,
    QStyledItemDelegate,
    QTabBar,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app import theme as theme_module
from gptdesk.app.icons import icon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    ThemeController,
    current_theme,
    load_theme,
    set_font,
    set_own_zoom,
    style_sheet,
    zoom_of,
)
from gptdesk.app.views.page.colours import TokenColours
from gptdesk.errors import GPTDeskError
from gptdesk.resources import resource_path

THEMES = ("light", "dark")
GROUNDS = ("window", "surface", "surface_raised")

# WCAG 2.2: text 4.5:1 (1.4.3), marks, bars and the edges of fields 3:1 (1.4.11)
TEXT_PAIRS = (
    ("text", "found"),
    ("text", "found_current"),
    *((text, ground) for text in ("text", "text_muted", "accent") for ground in GROUNDS),
    *(("text", ground) for ground in ("hover", "pressed", "selection")),
    ("text_muted", "hover"),
    *(("text_markup", ground) for ground in ("selection", "found", "found_current")),
    ("danger", "window"),
    ("danger", "surface_raised"),
    ("danger", "danger_ground"),
    ("text", "danger_ground"),
    ("warning", "warning_ground"),
    ("text", "warning_ground"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
)
MARK_PAIRS = (
    *((bar, ground) for bar in ("bar", "bar_chosen", "bar_rest", "bar_raw") for ground in GROUNDS),
    *(("line_strong", ground) for ground in GROUNDS),
    *(("text_disabled", ground) for ground in GROUNDS),
    ("bar_raw", "bar"),
    *(
        (f"token_{hue}_line", ground)
        for hue in ("sky", "orange", "vermillion", "blue")
        for ground in ("window", "surface_raised")
    ),
)


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2."""

    def luminance(color: QColor) -> float:
        channels = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def over(ground: QColor, tint: QColor) -> QColor:
    """Return what is seen of a tint on a ground."""
    alpha = tint.alphaF()
    return QColor.fromRgbF(
        *(
            below * (1 - alpha) + above * alpha
            for below, above in zip(ground.getRgbF()[:3], tint.getRgbF()[:3], strict=True)
        )
    )


class Listener(QWidget):
    """Notes which theme there is whenever it is told of a change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen: list[str] = []

    def customEvent(self, event: QEvent) -> None:
        if event.type() == APPEARANCE_CHANGED:
            self.seen.append(current_theme().name)


@pytest.fixture
def controller(themes: ThemeController) -> ThemeController:
    """A controller that follows the system."""
    themes.set_scheme("system")
    return themes


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("token", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(name: str, token: str, ground: str) -> None:
    """Grey on grey is the commonest way to make a window tiring."""
    theme = load_theme(name)
    assert contrast(theme.color(token), theme.color(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("token", "ground"), MARK_PAIRS)
def test_marks_can_be_seen_on_their_ground(name: str, token: str, ground: str) -> None:
    """A bar that cannot be seen is a probability that cannot be read."""
    theme = load_theme(name)
    assert contrast(theme.color(token), theme.color(ground)) >= 3


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.NONE])
def test_text_can_be_read_on_every_tint(name: str, measure: Measure) -> None:
    """Colouring tells about the text; it must not hide it."""
    theme = load_theme(name)
    for shade in TokenColours(theme, measure, Bands()).shades:
        for ground in ("window", "surface_raised"):
            tint = over(theme.color(ground), shade.tint.color())
            assert contrast(theme.color("text"), tint) >= 4.5
            assert contrast(theme.color("text_markup"), tint) >= 4.5


def test_both_themes_name_the_same_colours() -> None:
    """A token that only one theme has would crash at nightfall."""
    assert load_theme("light").colours.keys() == load_theme("dark").colours.keys()


@pytest.mark.parametrize("name", THEMES)
def test_pictures_of_the_style_sheet_exist_in_the_themes_own_colours(
    qapp: QApplication, name: str
) -> None:
    """The arrows of fields are files: they must not keep the colour of an older theme."""
    theme = load_theme(name)
    pictures = set(re.findall(r'url\("([^"]+)"\)', style_sheet(theme)))
    assert pictures
    for picture in pictures:
        path = resource_path(picture)
        colours = set(re.findall(r"#[0-9A-Fa-f]{6}", path.read_text(encoding="utf-8")))
        assert colours
        assert colours <= set(theme.colours.values()), path


def test_style_sheet_leaves_no_colour_unnamed(qapp: QApplication) -> None:
    """Colours stand in one place: a literal one in the style sheet would escape the theme."""
    template = resource_path("themes/window.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", template)
    assert "@" not in re.sub(r"/\*.*?\*/", "", style_sheet(load_theme("light")), flags=re.DOTALL)


def test_unknown_system_scheme_is_light(controller: ThemeController) -> None:
    """Plain X11 and the offscreen platform know no scheme; black text on black would follow."""
    assert not controller.theme.is_dark


def test_override_wins_and_is_told_once(controller: ThemeController, qtbot: QtBot) -> None:
    """The user's choice stands at once, in palette and style sheet, whatever the system says."""
    listener = Listener()
    qtbot.addWidget(listener)
    controller.set_scheme("dark")
    controller.set_scheme("dark")
    assert listener.seen == ["dark"]
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = controller.theme.color("window")
    assert app.palette().color(QPalette.ColorRole.Window) == window
    assert window.name().lower() in app.styleSheet().lower()
    controller.set_scheme("system")
    assert listener.seen == ["dark", "light"]


def test_a_size_of_its_own_reaches_what_stands_in_it(
    controller: ThemeController, qtbot: QtBot
) -> None:
    """The charts of a narrow panel stay readable while the text beside it grows."""
    panel, beside = QWidget(), Listener()
    chart = Listener(panel)
    for widget in (panel, beside):
        qtbot.addWidget(widget)
    set_own_zoom(panel, 120)
    controller.set_zoom(150)
    assert (zoom_of(beside), zoom_of(chart), zoom_of(None)) == (150, 120, 150)
    assert (len(chart.seen), len(beside.seen)) == (2, 1)
    chart.setParent(beside)
    assert zoom_of(chart) == 150


def test_a_hidden_page_is_dressed_when_it_is_shown(
    controller: ThemeController, qtbot: QtBot
) -> None:
    """A step of the zoom costs what is in sight; what is not is as large and dark once it is."""
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    labels, buttons = [], []
    for _ in range(2):
        page = QWidget()
        labels.append(QLabel("figures", page))
        labels[-1].setProperty("font_kind", "mono_small")
        labels[-1].setProperty("kind", "muted")
        buttons.append(QPushButton("Send", page))
        QVBoxLayout(page).addWidget(labels[-1])
        page.layout().addWidget(buttons[-1])
        pages.addWidget(page)
    inner = Listener(pages.widget(1))
    controller.put_on()
    pages.show()
    pages.setCurrentIndex(1)  # seen once, then left
    pages.setCurrentIndex(0)

    def looks(index: int) -> list[object]:
        palette, font = labels[index].palette(), labels[index].font()
        colour = palette.color(QPalette.ColorRole.WindowText).name()
        return [colour, font.pointSizeF(), font.family(), buttons[index].sizeHint()]

    before = looks(0)
    assert looks(1) == before
    for zoom, scheme in ((150, "light"), (200, "light"), (200, "dark"), (100, "dark")):
        controller.set_zoom(zoom)
        controller.set_scheme(scheme)
        hidden = labels[1], buttons[1]
        assert not any(part.testAttribute(Qt.WidgetAttribute.WA_WState_Polished) for part in hidden)
    told = len(inner.seen)
    controller.set_zoom(160)
    assert looks(0) != before
    pages.setCurrentIndex(1)
    assert looks(1) == looks(0)
    assert inner.seen[told:] == ["dark", "dark"]  # at the step, and when its fonts are right
    pages.setCurrentIndex(0)
    pages.setCurrentIndex(1)
    assert len(inner.seen) == told + 2  # once only


def test_icons_of_hidden_widgets_follow_too(controller: ThemeController, qtbot: QtBot) -> None:
    """Nobody sets an icon again: it is tinted when it is painted."""
    picture = icon("close").pixmap
    before = picture(QSize(16, 16), 1.0).toImage()
    controller.set_scheme("dark")
    dark = picture(QSize(16, 16), 1.0).toImage()
    controller.set_scheme("light")
    assert before != dark
    assert picture(QSize(16, 16), 1.0).toImage() == before


def test_an_icon_that_is_changed_is_a_copy(qapp: QApplication) -> None:
    """Qt deletes the engine of a copy: a second deletion ended the program."""
    first = icon("close")
    second = QIcon(first)
    second.setIsMask(True)
    assert not second.pixmap(QSize(16, 16)).isNull()
    del second
    gc.collect()
    assert not first.pixmap(QSize(16, 16)).isNull()


def test_system_change_is_followed_while_running(
    controller: ThemeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At nightfall the desktop turns dark, and the window with it; not when overridden."""

    class NightHints:
        @staticmethod
        def colorScheme() -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

    class Application:
        @staticmethod
        def styleHints() -> NightHints:
            return NightHints()

    monkeypatch.setattr(theme_module, "QGuiApplication", Application)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert controller.theme.is_dark
    controller.set_scheme("light")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not controller.theme.is_dark


def test_damaged_theme_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A broken installation says so, with the file, instead of a traceback."""
    damaged = tmp_path / "light.toml"
    monkeypatch.setattr(theme_module, "resource_path", lambda relative: damaged)
    texts = ("", 'schema_version = 1\nname = "x"\nis_dark = false\n[colours]\ntext = "red"\n')
    for text in texts:
        damaged.write_text(text, encoding="utf-8")
        with pytest.raises(GPTDeskError, match=r"light\.toml: .* Install GPTDesk again"):
            load_theme("light")


def test_figures_have_one_width(qapp: QApplication) -> None:
    """Numbers that change while tokens stream must not dance."""
    theme = load_theme("light")
    for kind in ("ui", "ui_small", "mono", "mono_small", "transcript"):
        metrics = QFontMetrics(theme.font(kind))
        assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1


def test_zoom_scales_a_font(qapp: QApplication) -> None:
    """Zoom is a property of the font, so that every view scales by the same rule."""
    theme = load_theme("light")
    normal, large = theme.font("transcript"), theme.font("transcript", 200)
    assert large.pointSizeF() == pytest.approx(2 * normal.pointSizeF())


@pytest.mark.parametrize("scheme", THEMES)
def test_buttons_of_dialogs_have_no_icon_of_qt(
    controller: ThemeController, qtbot: QtBot, scheme: str
) -> None:
    """Qt draws them black, which is not seen on a dark ground."""
    controller.set_scheme(scheme)
    own = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.Cancel
    )
    asked = QMessageBox(QMessageBox.Icon.NoIcon, "", "Sure?", QMessageBox.StandardButton.Ok)
    for window in (own, asked):
        qtbot.addWidget(window)
        window.show()
        buttons = window.findChildren(QPushButton)
        assert buttons
        assert all(button.icon().isNull() for button in buttons)


@pytest.mark.parametrize("scheme", THEMES)
def test_a_choice_of_one_is_a_dot_in_a_menu_and_a_tick_is_a_box(
    controller: ThemeController, qtbot: QtBot, scheme: str
) -> None:
    """Two boxes beside each other say that both can be on."""
    controller.set_scheme(scheme)
    menu = QMenu()
    qtbot.addWidget(menu)
    one, other = menu.addAction("One"), menu.addAction("Other")
    QActionGroup(menu).addAction(one)
    for action in (one, other):
        action.setCheckable(True)
        action.setChecked(True)
    menu.popup(QPoint(40, 40))
    qtbot.waitExposed(menu)
    picture, accent = menu.grab().toImage(), current_theme().color("accent").name()

    def painted(action: QAction) -> int:
        row = menu.actionGeometry(action)
        mark = QRect(row.left(), row.top(), 30, row.height())  # left of the words
        rows = range(mark.top(), mark.bottom())
        places = itertools.product(range(mark.left(), mark.right()), rows)
        return sum(picture.pixelColor(*place).name() == accent for place in places)

    assert 0 < painted(one) < painted(other) / 2


def test_a_font_that_was_set_before_the_first_show_is_kept(
    qtbot: QtBot, controller: ThemeController
) -> None:
    """The style sheet would take it back, and the readout of *Text* would start a size larger."""
    page, label = QWidget(), QLabel("figures")
    qtbot.addWidget(page)
    label.setProperty("kind", "muted")
    for kind in ("ui", "ui_small"):  # the last one counts
        set_font(label, controller.theme.font(kind))
    QVBoxLayout(page).addWidget(label)
    page.show()
    small = controller.theme.font("ui_small")
    assert (
        label.font().pointSizeF() == small.pointSizeF() != controller.theme.font("ui").pointSizeF()
    )
    set_font(label, controller.theme.font("ui"))
    assert label.font().pointSizeF() == controller.theme.font("ui").pointSizeF()


def test_no_list_keeps_what_painted_its_rows_before(
    controller: ThemeController, qtbot: QtBot
) -> None:
    """Each step of the zoom left two painters in every list: 4,000 of them in a day of lessons."""
    plain, typed = QComboBox(), QComboBox(editable=True)
    for box in (plain, typed):
        box.addItems(["one", "two"])
        qtbot.addWidget(box)
        box.show()
    own = QStyledItemDelegate(typed)
    typed.setItemDelegate(own)
    controller.put_on()
    before = len(plain.findChildren(QAbstractItemDelegate))
    for zoom in (110, 120, 130, 100):
        controller.set_zoom(zoom)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(plain.findChildren(QAbstractItemDelegate)) <= before
    assert typed.itemDelegate() is own, "what the program chose stays"
    plain.showPopup()
    assert plain.view().isVisible()
    plain.hidePopup()


def test_zoom_reaches_every_tab_bar(controller: ThemeController, qtbot: QtBot) -> None:
    """Qt dresses parts in any order, and a bar that was before its panel kept the old letters.

    One bar is right by chance, sixty are not.
    """
    window = QWidget()
    qtbot.addWidget(window)
    panels = [QTabWidget(QWidget(window)) for _ in range(60)]
    for panel in panels:
        panel.addTab(QWidget(), "Model")
    window.show()
    for zoom in (200, 150, 100):
        controller.set_zoom(zoom)
        letters = {panel.tabBar().font().pointSizeF() for panel in panels}
        assert letters == {controller.theme.font("ui", zoom).pointSizeF()}


@pytest.mark.parametrize("zoom", [150, 200, 250])
def test_zoom_makes_every_kind_of_widget_larger(
    controller: ThemeController, qtbot: QtBot, zoom: int
) -> None:
    """In front of a class menus, tabs, buttons, fields and sliders have to be read as well."""
    window = QWidget()
    qtbot.addWidget(window)
    tabs, menu, table = QTabBar(window), QMenu(window), QTableWidget(1, 1, window)
    tabs.addTab("Model")
    menu.addAction("Open")
    icon_button = QToolButton(window)
    icon_button.setProperty("kind", "icon")
    icon_button.setIcon(icon("close"))
    parts = {
        "button": QPushButton("Send", window),
        "icon": icon_button,
        "tabs": tabs,
        "menu": menu,
        "field": QLineEdit(window),
        "number": QSpinBox(window),
        "choice": QComboBox(window),
        "tick": QCheckBox("On", window),
        "radio": QRadioButton("One", window),
        "slider": QSlider(Qt.Orientation.Horizontal, window),
        "header": table.horizontalHeader(),
        "bar": QScrollBar(Qt.Orientation.Vertical, window),
    }
    window.show()

    def sizes() -> dict[str, int]:
        hints = {name: part.sizeHint() for name, part in parts.items()}
        return {name: min(hint.width(), hint.height()) for name, hint in hints.items()}

    before = sizes()
    controller.set_zoom(zoom)
    for name, size in sizes().items():
        # Lines of one and two pixels stay, and fonts have whole pixels: a fifth of leeway.
        assert size >= before[name] * zoom / 100 * 4 / 5, name
    controller.set_zoom(100)
    assert sizes() == before
