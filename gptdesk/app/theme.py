"""Colours, fonts, spaces and the size of the text, and the one style sheet that carries them.

Owns the themes in `resources/themes/`; must not know any view. Ordinary widgets get colours and
fonts from the style sheet, by the properties `kind` and `font_kind`; nobody hands a theme down.
Who paints asks `current_theme()` while painting. Who keeps something made of colours, fonts or
zoom makes it again in `customEvent` when an `APPEARANCE_CHANGED` arrives, and when it is built.
"""

from __future__ import annotations

import functools
import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QComboBox, QToolTip, QWidget

from gptdesk.app.translations import current_language
from gptdesk.errors import GPTDeskError
from gptdesk.resources import resource_path

logger = logging.getLogger(__name__)

# Sent to every widget, shown or not, after another theme or another zoom was put on. Qt's own
# StyleChange does not reach a widget that was never shown.
APPEARANCE_CHANGED = QEvent.Type(QEvent.registerEventType())

SCHEMA_VERSION = 1
COLOUR_SCHEMES = ("system", "light", "dark")

# Steps of 4; nothing in the window stands at another distance.
SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
RADIUS = 6
TARGET = 24  # the smallest thing that can be clicked, in pixels
PADDING = SPACE_3  # between a raised ground and the text on it
COLUMN_WIDTH = 720  # of the text at 100 %, at most
PANEL_WIDTH = 372  # of the side panel, at least: its tabs and their corner

# Three sizes: points added to the system's UI font, which is taken as 10 pt if it is smaller.
_SMALLEST_UI_POINTS = 10.0
_SIZE_STEPS = {"ui": 0.0, "ui_small": -1.0, "transcript": 2.0, "mono": 0.0, "mono_small": -1.0}
# By the language of the window: where its letters come from, on Linux, Windows and macOS. A font
# that merely helps out has a taller line than the first one, and may have the shapes of Japan.
_FAMILIES = {
    "zh_CN": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
        *("Microsoft YaHei UI", "PingFang SC"),
    )
}
# Properties of the application; of a widget, its own zoom
_THEME, _ZOOM, _WIDE_BARS = "theme", "zoom", "wide_scroll_bars"
_SCROLL_BAR, _BESIDE_HANDLE = 10, 2  # pixels across, and of these at either side of the handle
_OF_LISTS = ("QComboMenuDelegate", "QComboBoxDelegate")  # Qt's own painters of a list's rows
_FITTING_STEP = 5  # percent, of the zoom of a part that has little room
# Qt dresses a widget again with another style sheet only where this is set.
_POLISHED = Qt.WidgetAttribute.WA_WState_Polished
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PIXELS = re.compile(r"(\d+)px(?:-(\d+))?")  # "4px-1": a pixel less than 4 grown pixels
_GROWS_FROM = 3  # pixels; what is less is a line and stays


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by token name, and fonts by kind.

    Attributes:
        name: "light" or "dark".
        is_dark: whether light text stands on a dark ground.
        colours: token name to "#RRGGBB".
    """

    name: str
    is_dark: bool
    colours: Mapping[str, str]

    def color(self, token: str) -> QColor:
        """Return the colour called `token` in the theme's file.

        Raises:
            KeyError: there is no such token (a mistake in the program).
        """
        return QColor(self.colours[token])

    def font(self, kind: str, zoom: int = 100) -> QFont:
        """Return a font; needs a running QGuiApplication.

        Args:
            kind: "ui", "ui_small", "transcript", "mono" or "mono_small".
            zoom: percent.

        Raises:
            KeyError: there is no such kind (a mistake in the program).
        """
        step = _SIZE_STEPS[kind]
        system = QFontDatabase.SystemFont
        is_mono = kind.startswith("mono")
        font = QFontDatabase.systemFont(system.FixedFont if is_mono else system.GeneralFont)
        # The fixed font takes the UI font's size: some platforms make it visibly smaller.
        points = QFontInfo(QFontDatabase.systemFont(system.GeneralFont)).pointSizeF()
        points = max(points, _SMALLEST_UI_POINTS)
        font.setPointSizeF(max(6.0, (points + step) * zoom / 100))
        if theirs := _families_of(current_language()):
            # Columns of tokens need the fixed font's own letters; all else has one line height.
            own = QFontInfo(font).family()
            font.setFamilies([own, *theirs] if is_mono else [*theirs, own])
        font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: numbers must not dance
        return font


@functools.cache
def _families_of(language: str) -> tuple[str, ...]:
    """Return the fonts of a language that are there: to ask for others takes time each time."""
    return tuple(filter(QFontDatabase.hasFamily, _FAMILIES.get(language, ())))


def current_theme() -> Theme:
    """Return the theme that the application wears now; the light one if none was put on."""
    app = QCoreApplication.instance()
    name = None if app is None else app.property(_THEME)
    return _kept_theme("light" if name is None else name)


def zoom_of(widget: QWidget | None) -> int:
    """Return the size of the text of `widget`, percent.

    It is what `set_own_zoom` gave to the widget or the nearest parent, else the application's.
    """
    while widget is not None:
        zoom = widget.property(_ZOOM)
        if zoom is not None:
            return zoom
        widget = widget.parentWidget()
    app = QCoreApplication.instance()
    zoom = None if app is None else app.property(_ZOOM)
    return 100 if zoom is None else zoom


def zoomed(pixels: int, zoom: int) -> int:
    """Return a size of 100 % at `zoom` percent; what can be clicked never shrinks below it."""
    return round(pixels * max(zoom, 100) / 100)


def target_size(widget: QWidget) -> int:
    """Return the side of the smallest thing in `widget` that can be clicked, pixels."""
    return zoomed(TARGET, zoom_of(widget))


def scroll_bar_width(zoom: int) -> int:
    """Return how wide scroll bars are at `zoom` percent, pixels; wide ones are a target."""
    app = QCoreApplication.instance()
    is_wide = app is not None and bool(app.property(_WIDE_BARS))
    return max(zoomed(_SCROLL_BAR, zoom), TARGET if is_wide else 0)


def column_width(widget: QWidget) -> int:
    """Return the widest that the column of text is in the window of `widget`, pixels."""
    return zoomed(COLUMN_WIDTH, zoom_of(widget.window()))


def window_size(width: int, height: int) -> QSize:
    """Return the size in which a window opens: this one at 100 %, never more than the screen."""
    zoom = zoom_of(None)
    screen = QGuiApplication.primaryScreen().availableSize()
    return QSize(zoomed(width, zoom), zoomed(height, zoom)).boundedTo(screen * 0.9)


def set_own_zoom(widget: QWidget, percent: int) -> None:
    """Give `widget` and all that stands in it a size of its own, and tell them.

    It has to be given again when an `APPEARANCE_CHANGED` arrives: its colours may be other ones.
    """
    # Once it had one it keeps one: what a sheet wrote in its size, Qt leaves so when that is gone.
    is_own = percent != zoom_of(widget.parentWidget()) or widget.property(_ZOOM) is not None
    sheet = _own_style_sheet(percent) if is_own else ""
    own = percent if is_own else None
    if widget.property(_ZOOM) != own or widget.styleSheet() != sheet:
        widget.setProperty(_ZOOM, own)
        widget.setFont(current_theme().font("ui", percent) if is_own else QFont())
        widget.setStyleSheet(sheet)
        tell_appearance(widget)


def fitting_zoom(fitting: int) -> int:
    """Return a zoom that a part has room for, in percent: `fitting`, in steps, at least 100."""
    return max(100, fitting // _FITTING_STEP * _FITTING_STEP)


def limit_own_zoom(widget: QWidget, fitting: int) -> None:
    """Give `widget` the application's zoom, or as much of it as fits, and never less than 100.

    Args:
        widget: a part that is too narrow or too low for a large zoom.
        fitting: percent that it has room for; taken in steps, so that dragging an edge does not
            restyle with every pixel.
    """
    set_own_zoom(widget, min(zoom_of(None), fitting_zoom(fitting)))


def _own_style_sheet(percent: int) -> str:
    """Return the sheet of a part with its own zoom; its controls have the application's font else.

    Labels get theirs from `set_font` or a `font_kind`: a rule for all of them would undo it.
    """
    theme = current_theme()
    points = theme.font("ui", percent).pointSizeF()
    controls = (
        "QPushButton, QToolButton, QComboBox, QAbstractSpinBox, QLineEdit, QCheckBox, "
        "QRadioButton, QTabBar"
    )
    return f"{controls} {{ font-size: {points}pt; }}\n{style_sheet(theme, percent)}"


def set_font(widget: QWidget, font: QFont) -> None:
    """Write `widget` in `font`, also while it is not shown.

    The style sheet gives a widget its own font again when it or what holds it gets a parent.
    """
    widget.setFont(font)
    if not widget.isVisible():
        direct = Qt.FindChildOption.FindDirectChildrenOnly  # its parts have their own
        waiting = widget.findChild(_FontAtShow, options=direct) or _FontAtShow(widget)
        waiting.font = font


class _FontAtShow(QObject):
    """Gives a widget its font when it is shown."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.font = widget.font()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            watched.setFont(self.font)
            self.deleteLater()
        return False


class _DressAtShow(QObject):
    """Dresses a part that was hidden when the style sheet was changed, and all that stands in it.

    A page that nobody sees costs a step of the zoom as much as the one in front, and there are many
    of them. It is dressed when it is shown, and then told as well: only now its fonts are right.
    """

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            self.deleteLater()
            for widget in (watched, *watched.findChildren(QWidget)):
                if not widget.testAttribute(_POLISHED):
                    widget.style().polish(widget)
                    widget.setAttribute(_POLISHED)
                    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
            tell_appearance(watched)
        return False


@contextmanager
def dressed(widget: QWidget, name: str) -> Iterator[None]:
    """Let `widget` and all that stands in it draw in another theme meanwhile, as for paper."""
    app = QCoreApplication.instance()
    before = current_theme().name
    if app is None or name == before:
        yield
        return
    app.setProperty(_THEME, name)
    tell_appearance(widget)
    try:
        yield
    finally:
        app.setProperty(_THEME, before)
        tell_appearance(widget)


def polish_again(widget: QWidget) -> None:
    """Let the style sheet see that a property of `widget` has another value than when shown."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_kind(widget: QWidget, kind: str) -> None:
    """Show `widget` as a kind of the style sheet; nothing is measured anew where it is that one."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        polish_again(widget)


def tell_appearance(place: QWidget) -> None:
    """Tell `place` and all that stands in it, the innermost first: a parent measures its parts."""
    for widget in (*reversed(place.findChildren(QWidget)), place):
        QCoreApplication.sendEvent(widget, QEvent(APPEARANCE_CHANGED))


def load_theme(name: str) -> Theme:
    """Read the theme `name` from `resources/themes/`.

    Raises:
        GPTDeskError: the file is missing or damaged.
    """
    path = resource_path(f"themes/{name}.toml")
    try:
        return _theme_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, KeyError, AttributeError, ValueError) as exc:
        raise GPTDeskError(
            "{file}: the window's colours cannot be read. Install GPTDesk again.", file=path
        ) from exc


# Not the public one: a file that is read again may be another one.
_kept_theme = functools.cache(load_theme)


def _theme_from(values: dict[str, Any]) -> Theme:
    if values["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version {values['schema_version']!r}")
    colours = {str(token): str(value) for token, value in values["colours"].items()}
    for token, value in colours.items():
        if not _COLOUR.fullmatch(value):
            raise ValueError(f"{token} = {value!r}")
    return Theme(str(values["name"]), bool(values["is_dark"]), colours)


def style_sheet(theme: Theme, zoom: int = 100) -> str:
    """Return the window's style sheet in the colours of `theme`; needs a running QGuiApplication.

    Args:
        theme: of the colours.
        zoom: of the fonts and of every size, percent.

    Raises:
        GPTDeskError: the template is missing.
        KeyError: it names a colour that the theme does not have (a mistake in the program).
    """
    bar = scroll_bar_width(zoom)
    sheet = _sheet_without_fonts(theme.name, tuple(theme.colours.items()), zoom, bar)
    return sheet + "".join(_font_rule(theme, kind, zoom) for kind in _SIZE_STEPS)


@functools.lru_cache(maxsize=16)  # each part of its own zoom asks, at every step of the zoom
def _sheet_without_fonts(
    name: str, colours: tuple[tuple[str, str], ...], zoom: int, bar: int
) -> str:
    path = resource_path("themes/window.qss")
    try:
        template = path.read_text(encoding="utf-8")
    except OSError as exc:
        raise GPTDeskError(
            "{file}: the window's style cannot be read. Install GPTDesk again.", file=path
        ) from exc
    sized = _PIXELS.sub(lambda match: f"{_zoomed_pixels(match, zoom)}px", template)
    sized = sized.replace("@pictures@", resource_path(f"themes/{name}").as_posix())
    handle = bar - 2 * zoomed(_BESIDE_HANDLE, zoom)
    bars = {"scroll_bar": f"{bar}px", "scroll_bar_radius": f"{handle // 2}px"}
    values = dict(colours) | bars
    return re.sub(r"@(\w+)@", lambda match: values[match.group(1)], sized)


def _zoomed_pixels(match: re.Match[str], zoom: int) -> int:
    size, less = int(match.group(1)), int(match.group(2) or 0)
    return (size if size < _GROWS_FROM else zoomed(size, zoom)) - less


def _font_rule(theme: Theme, kind: str, zoom: int) -> str:
    font = theme.font(kind, zoom)
    points = font.pointSizeF()
    families = ", ".join(f'"{family}"' for family in font.families())
    return f'*[font_kind="{kind}"] {{ font-family: {families}; font-size: {points}pt; }}\n'


def palette_of(theme: Theme) -> QPalette:
    """Return a palette in the colours of `theme`, for whatever the style sheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    for color_role, token in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface_raised"),
        (role.Text, "text"),
        (role.PlaceholderText, "text_muted"),
        (role.Button, "surface_raised"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.ToolTipBase, "surface_raised"),
        (role.ToolTipText, "text"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Accent, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
        (role.Shadow, "line_strong"),
    ):
        palette.setColor(color_role, theme.color(token))
    for color_role in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, color_role, theme.color("text_disabled"))
    return palette


class ThemeController(QObject):
    """Puts a theme and a zoom on the application.

    Fonts and colours are there at once, for whoever builds a window with them; the style sheet
    comes with `put_on`, when the window is built: under a sheet Qt dresses all that stands in a
    part again whenever the part gets a parent, which took half the time of building.
    """

    def __init__(
        self,
        app: QApplication,
        scheme: str = "system",
        zoom: int = 100,
        parent: QObject | None = None,
        *,
        has_wide_bars: bool = False,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._scheme = scheme if scheme in COLOUR_SCHEMES else "system"
        app.setStyle("fusion")
        self._hints = QGuiApplication.styleHints()
        self._tell_platform()
        self._theme = self._wanted()
        app.setProperty(_ZOOM, zoom)
        app.setProperty(_WIDE_BARS, has_wide_bars)
        self._set_fonts_and_colours()
        self._hints.colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The theme that the application wears now."""
        return self._theme

    @property
    def scheme(self) -> str:
        """What was asked for: "system", "light" or "dark"."""
        return self._scheme

    def put_on(self) -> None:
        """Dress all windows, and tell them."""
        own = self._undress_parts_of_own_zoom()
        self._undress_hidden_parts()
        self._set_fonts_and_colours()
        self._app.setStyleSheet(style_sheet(self._theme, zoom_of(None)))
        for widget in own:
            widget.setAttribute(_POLISHED)
        self._drop_old_painters()
        for window in self._app.topLevelWidgets():
            if window.parentWidget() is None:  # else told with its parent
                tell_appearance(window)

    def set_scheme(self, scheme: str) -> None:
        """Wear "light" or "dark" whatever the system does, or follow it again with "system".

        Raises:
            ValueError: another word.
        """
        if scheme not in COLOUR_SCHEMES:
            raise ValueError(f"scheme must be one of {', '.join(COLOUR_SCHEMES)}, not {scheme!r}")
        self._scheme = scheme
        self._tell_platform()
        self._update()

    def set_zoom(self, percent: int) -> None:
        """Show everything in another size."""
        if self._app.property(_ZOOM) != percent:
            self._app.setProperty(_ZOOM, percent)
            self.put_on()

    def set_wide_bars(self, *, is_wide: bool) -> None:
        """Make scroll bars as wide as the smallest thing that can be clicked, or narrow again."""
        if bool(self._app.property(_WIDE_BARS)) != is_wide:
            self._app.setProperty(_WIDE_BARS, is_wide)
            self.put_on()

    def _tell_platform(self) -> None:
        """Let title bars and native dialogs follow the override too."""
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(self._scheme)
        if scheme is None:
            self._hints.unsetColorScheme()
        else:
            self._hints.setColorScheme(scheme)

    def _wanted(self) -> Theme:
        if self._scheme != "system":
            return _kept_theme(self._scheme)
        # Unknown (offscreen, plain X11) is light.
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return _kept_theme("dark" if is_dark else "light")

    @Slot()
    def _on_color_scheme_changed(self) -> None:
        self._update()

    def _update(self) -> None:
        wanted = self._wanted()
        if wanted is self._theme:
            return
        self._theme = wanted
        self.put_on()
        logger.info("theme: %s", wanted.name)

    def _undress_parts_of_own_zoom(self) -> list[QWidget]:
        """Spare what has a whole style sheet of its own, and return it.

        Qt would put the same sheet on it twice, once for each widget that stands in it.
        """
        parts = [part for part in self._app.allWidgets() if part.property(_ZOOM) is not None]
        spared = [
            widget
            for part in parts
            for widget in (part, *part.findChildren(QWidget))
            if widget.testAttribute(_POLISHED)
        ]
        for widget in spared:
            widget.setAttribute(_POLISHED, on=False)
        return spared

    def _undress_hidden_parts(self) -> None:
        """Leave what is hidden in a shown window to the moment when it is shown."""
        for widget in self._app.allWidgets():
            is_dressed = widget.testAttribute(_POLISHED)
            if is_dressed and not widget.isVisible() and widget.window().isVisible():
                widget.setAttribute(_POLISHED, on=False)
                parent = widget.parentWidget()
                if parent is not None and parent.isVisible():
                    _DressAtShow(widget)

    def _drop_old_painters(self) -> None:
        """Delete what painted the rows of a list that was of another kind between two sheets.

        Qt makes a new one each time and keeps all of them as long as the list.
        """
        for widget in self._app.allWidgets():
            if isinstance(widget, QComboBox):
                for one in widget.findChildren(QAbstractItemDelegate):
                    is_qts = one.metaObject().className() in _OF_LISTS
                    if is_qts and one is not widget.itemDelegate():
                        one.deleteLater()

    def _set_fonts_and_colours(self) -> None:
        self._app.setProperty(_THEME, self._theme.name)
        palette, zoom = palette_of(self._theme), zoom_of(None)
        self._app.setStyleSheet("")  # without a sheet to be replaced Qt needs a third of the time
        self._app.setFont(self._theme.font("ui", zoom))
        # Now, from windows down to their parts: under the next sheet Qt dresses the parts in any
        # order, and a tab bar before its panel would keep the panel's old font as its own.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange.value)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        QToolTip.setFont(self._theme.font("ui_small", zoom))
