"""The language of the window: which there are, which it is, and the catalogue that is loaded.

Only complete catalogues are shipped as `.qm` (`.packaging/translations.py` makes them), and only
what is shipped is offered: no window is in two languages. A catalogue is loaded before a window is
built; another choice builds another window in the place of the one on the screen (`main.py`).
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QTranslator,
)

from gptdesk.resources import resource_path

logger = logging.getLogger(__name__)

ENGLISH, SYSTEM = "en", "system"
# What each language calls itself; a user who cannot read the window finds theirs.
NAMES = {ENGLISH: "English", "zh_CN": "简体中文"}
_LANGUAGE = "language"  # a property of the application
# Keys that Qt's own catalogue names otherwise than keyboards and our sentences do
KEYS = (
    QT_TRANSLATE_NOOP("QShortcut", "Return"),
    QT_TRANSLATE_NOOP("QShortcut", "Enter"),
    QT_TRANSLATE_NOOP("QShortcut", "Backspace"),
)
# What Qt's catalogue of Simplified Chinese lacks of the dialogs for files, pages and printers
LACKING = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Drive"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "File"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Unknown"),
    QT_TRANSLATE_NOOP("QPrintSettingsOutput", "Page &Set:"),
    QT_TRANSLATE_NOOP("QPageSetupWidget", "Page &order:"),
    QT_TRANSLATE_NOOP("QPageSetupWidget", "Pages &per sheet:"),
    QT_TRANSLATE_NOOP("QCupsJobWidget", "&Billing information:"),
    QT_TRANSLATE_NOOP("QCupsJobWidget", "&Start:"),
    QT_TRANSLATE_NOOP("QCupsJobWidget", "&End:"),
    QT_TRANSLATE_NOOP("QCupsJobWidget", "Job &priority:"),
    QT_TRANSLATE_NOOP("QCupsJobWidget", "Scheduled &printing:"),
)


def catalogues_folder() -> Path:
    """Return where the catalogues lie."""
    return resource_path("translations")


def offered(folder: Path | None = None) -> tuple[str, ...]:
    """Return the languages that a user can choose, English first.

    Args:
        folder: with the catalogues; None is the shipped one.
    """
    folder = folder or catalogues_folder()
    return tuple(
        language
        for language in NAMES
        if language == ENGLISH or (folder / f"gptdesk_{language}.qm").is_file()
    )


def language_for(wanted: str, languages: tuple[str, ...], system: QLocale) -> str:
    """Return the language of the window.

    Args:
        wanted: the setting: "system", or a language.
        languages: that are offered.
        system: what the user's system is set to; its first language that is offered, or English.
    """
    if wanted != SYSTEM:
        return wanted if wanted in languages else ENGLISH
    seen: set[QLocale.Language] = set()
    for name in system.uiLanguages():
        locale = QLocale(name)
        if locale.language() == QLocale.Language.English:
            break
        if locale.language() in seen:
            continue  # "zh" after "zh-TW" means that one, and not the usual script
        seen.add(locale.language())
        for language in languages:
            theirs = QLocale(language)
            if (locale.language(), locale.script()) == (theirs.language(), theirs.script()):
                return language
    return ENGLISH


def install(
    app: QCoreApplication, wanted: str, *, folder: Path | None = None, system: QLocale | None = None
) -> str:
    """Let the program speak the language that is wanted, or followed; return which it is.

    What was installed before is taken away. Dates and Qt's own words follow.

    Args:
        app: the application.
        wanted: "system", or a language.
        folder: with the catalogues; None is the shipped one.
        system: the user's; None is that of this computer.
    """
    folder = folder or catalogues_folder()
    system = system or QLocale.system()
    for former in app.findChildren(QTranslator):
        app.removeTranslator(former)
        former.deleteLater()
    language = language_for(wanted, offered(folder), system)
    if language != ENGLISH:
        theirs = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for place, name in ((Path(theirs), "qtbase"), (folder, "gptdesk")):
            translator = QTranslator(app)
            if translator.load(f"{name}_{language}", str(place)):
                app.installTranslator(translator)  # the one that is asked first comes last
            else:
                logger.warning("no catalogue %s_%s in %s", name, language, place)
    is_theirs = language == ENGLISH or system.language() == QLocale(language).language()
    QLocale.setDefault(system if is_theirs else QLocale(language))
    app.setProperty(_LANGUAGE, language)
    return language


def current_language() -> str:
    """Return the language of the window; English where none was installed."""
    app = QCoreApplication.instance()
    name = None if app is None else app.property(_LANGUAGE)
    return ENGLISH if name is None else name
