"""The menu bar and its keys: every action of the window, named once.

Owns QActions; what they do is wired in the main window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionEvent, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from gptdesk.analysis.figures import Measure
from gptdesk.app import translations
from gptdesk.app.access.announcements import announce
from gptdesk.app.fitting_zoom import zoom_within
from gptdesk.app.phrases import without_access_key
from gptdesk.app.theme import SPACE_2, current_theme, polish_again, set_own_zoom
from gptdesk.app.told_apart import names_told_apart
from gptdesk.app.viewmodels.model.model_lists import RecentModel
from gptdesk.app.viewmodels.settings.appearance import AnswerSpoken, CardWhen
from gptdesk.storage.models.catalog import bundled_model

_LABEL_WIDTH = 480  # of a model in a menu, in pixels

_Keys = QKeySequence | QKeySequence.StandardKey | str | None


class _FittingMenu(QMenu):
    """A menu with the zoom as far as its longest entry has room for; what is too high scrolls."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.aboutToShow.connect(self._fit_to_screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring the entry into sight: Qt does not, behind one that cannot be chosen."""
        super().keyPressEvent(event)
        entry = self.activeAction()
        if entry is not None and not self.rect().contains(self.actionGeometry(entry)):
            self.setActiveAction(entry)

    def actionEvent(self, event: QActionEvent) -> None:
        """Stay on the screen: with another word in it, Qt makes it as high as all its entries."""
        super().actionEvent(event)
        room = self.screen().availableGeometry()
        if self.isVisible() and self.geometry().bottom() > room.bottom():
            self.resize(self.width(), room.bottom() - self.y())

    @Slot()
    def _fit_to_screen(self) -> None:
        zoom_within(self.screen().availableSize().width() - SPACE_2, self._width_at)

    def _width_at(self, zoom: int) -> int:
        """Take a zoom, and return the width that it needs."""
        set_own_zoom(self, zoom)
        polish_again(self)  # it is hidden: Qt would measure it as it was shown last
        self.setFont(current_theme().font("ui", zoom))
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))
        return self.sizeHint().width()


class MainMenu(QObject):
    """All actions, by name, in the menus of a window.

    Attributes:
        edit_menu: with what acts on the part that has the keyboard: `editing`, by name.

    Signals:
        model_chosen: a path from the list of recent models, object (Path).
        models_wanted: the list of models is about to be seen.
        colour_scheme_chosen: "system", "light" or "dark".
        language_chosen: "system", or a language that is offered.
        measure_chosen: what tokens are to be coloured by, a `Measure`.
        token_card_chosen: when a token's card is to come, a `CardWhen`.
        answer_spoken_chosen: what a screen reader is to say of an answer, an `AnswerSpoken`.
    """

    model_chosen = Signal(object)
    models_wanted = Signal()
    colour_scheme_chosen = Signal(str)
    language_chosen = Signal(str)
    measure_chosen = Signal(object)
    token_card_chosen = Signal(object)
    answer_spoken_chosen = Signal(object)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._needs: Mapping[Path, tuple[str, str]] = {}
        self._build_file_menu()
        self._build_edit_menu()
        self._build_answer_menu()
        self._build_view_menu()
        self._build_help_menu()

    def set_recent_models(self, models: Iterable[RecentModel]) -> None:
        """List the models opened before; those that are gone are shown, greyed."""
        models = tuple(models)
        names = [one.name or f"{one.path.parent.name}/{one.path.name}" for one in models]
        labels = names_told_apart(names, [str(one.path) for one in models])
        self._fill(self._recent_menu, zip(labels, (one.path for one in models), strict=True))
        for action, one in zip(self._recent_menu.actions(), models, strict=True):
            action.setEnabled(one.is_there)

    @Slot(object)
    def show_needs(self, needs: Mapping[Path, tuple[str, str]]) -> None:
        """Write beside each model the memory that it needs, and in its tooltip more about it."""
        self._needs = needs
        for action, path in (
            *((action, Path(action.data())) for action in self._recent_menu.actions()),
            (self.open_bundled, bundled_model()),
        ):
            size, sentence = needs.get(path, ("", ""))
            if size:
                label = action.text().partition("\t")[0]
                action.setText(f"{label}\t{size}")
                action.setToolTip(f"{path}\n{sentence}")

    def set_colour_scheme(self, scheme: str) -> None:
        """Mark the scheme in force."""
        for action in self._scheme_group.actions():
            action.setChecked(action.data() == scheme)

    def take_over(self, former: MainMenu) -> None:
        """Offer what another window's menu offers."""
        for name, action in vars(former).items():
            if isinstance(action, QAction):
                own = getattr(self, name)
                own.setEnabled(action.isEnabled())
                own.setChecked(action.isChecked())

    def set_language(self, language: str) -> None:
        """Mark the language that was chosen."""
        for action in self._language_group.actions():
            action.setChecked(action.data() == language)

    def set_token_card(self, when: CardWhen) -> None:
        """Mark when a token's card comes."""
        for action in self._card_group.actions():
            action.setChecked(action.data() == when)

    def set_answer_spoken(self, spoken: AnswerSpoken) -> None:
        """Mark what a screen reader says of an answer."""
        for action in self._spoken_group.actions():
            action.setChecked(action.data() == spoken)

    def set_measure(self, measure: Measure) -> None:
        """Mark what tokens are coloured by."""
        for action in self._measure_group.actions():
            action.setChecked(action.data() == measure)

    def _build_file_menu(self) -> None:
        menu = self._menu(self.tr("&File"))
        menu.aboutToShow.connect(self.models_wanted)
        self.new_chat = self._add(menu, self.tr("&New chat"), QKeySequence.StandardKey.New)
        menu.addSeparator()
        self.open_model = self._add(menu, self.tr("&Open model…"), QKeySequence.StandardKey.Open)
        self.open_folder = self._add(menu, self.tr("Open model &folder…"), "Ctrl+Shift+O")
        self._recent_menu = menu.addMenu(self.tr("&Recent models"))
        self._recent_menu.setEnabled(False)
        self._recent_menu.triggered.connect(self._on_model_triggered)
        self._recent_menu.setToolTipsVisible(True)  # where the model lies
        self.list_models = self._add(menu, self.tr("&Models on this computer…"))
        self.library = self._add(menu, self.tr("&Get a model…"), "Ctrl+Shift+M")
        self.open_bundled = self._add(menu, self.tr("Open the &bundled model"))
        self.connect_server = self._add(menu, self.tr("Connect to a ser&ver…"))
        self.connect_server.setToolTip(
            self.tr("Borrow the model of a server: llama.cpp's, or any OpenAI-compatible one.")
        )
        menu.addSeparator()
        self.read_text = self._add(menu, self.tr("Read a &text file…"), "Ctrl+Shift+R")
        self.read_text.setToolTip(self.tr("Measures and colours a text; no answer is asked for."))
        self.export_conversation = self._add(menu, self.tr("&Export…"), "Ctrl+E")
        self.export_all = self._add(menu, self.tr("Export &all conversations…"))
        self.import_conversations = self._add(menu, self.tr("&Import conversations…"))
        self.stop_transfer = self._add(menu, self.tr("&Stop export or import"))
        self.stop_transfer.setEnabled(False)
        self.history = self._add(menu, self.tr("&History and backups…"))
        menu.addSeparator()
        self.export_pdf = self._add(menu, self.tr("Export as P&DF…"))
        self.print = self._add(menu, self.tr("&Print…"), QKeySequence.StandardKey.Print)
        menu.addSeparator()
        self.close_window = self._add(menu, self.tr("&Close"), QKeySequence.StandardKey.Close)
        # StandardKey.Quit is empty on some platforms
        self.quit = self._add(menu, self.tr("&Quit"), "Ctrl+Q", role=QAction.MenuRole.QuitRole)
        self.quit.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # in side windows too

    def _fill(self, menu: QMenu, models: Iterable[tuple[str, Path]]) -> None:
        """List models by a label and a path; what is listed already stays as it is."""
        models = tuple(models)
        if [path for _, path in models] == [action.data() for action in menu.actions()]:
            return
        menu.clear()
        metrics = menu.fontMetrics()
        for label, path in models:
            label = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, _LABEL_WIDTH)
            action = menu.addAction(label.replace("&", "&&"))
            action.setToolTip(str(path))
            action.setData(path)
        menu.setEnabled(bool(models))
        self.show_needs(self._needs)

    def _build_edit_menu(self) -> None:
        menu = self.edit_menu = self._menu(self.tr("&Edit"))
        self.undo_delete = self._add(menu, self.tr("Undo &deletion"), QKeySequence.StandardKey.Undo)
        self.undo_delete.setEnabled(False)
        standard = QKeySequence.StandardKey
        self.editing = {
            name: self._add(menu, text, keys)
            for name, text, keys in (
                ("undo", self.tr("&Undo"), standard.Undo),
                ("redo", self.tr("&Redo"), standard.Redo),
                ("cut", self.tr("Cu&t"), standard.Cut),
                ("copy", self.tr("&Copy"), standard.Copy),
                ("paste", self.tr("&Paste"), standard.Paste),
                ("select_all", self.tr("Select al&l"), standard.SelectAll),
            )
        }
        for action in self.editing.values():  # the keys belong to the part that has the keyboard
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setEnabled(False)
        menu.addSeparator()
        self.copy_answer = self._add(menu, self.tr("Copy last &answer"), "Ctrl+Shift+C")
        self.explain_text = self._add(menu, self.tr("&Explain the selected text"), "Ctrl+Shift+E")
        self.explain_text.setToolTip(self.tr("The figures of its tokens, without sending it."))
        self.focus_composer = self._add(menu, self.tr("&Write"), "Ctrl+L")
        menu.addSeparator()
        self.find = self._add(menu, self.tr("&Find in this conversation"), "Ctrl+F")
        self.find_next = self._add(menu, self.tr("Find &next"), "F3")
        self.find_previous = self._add(menu, self.tr("Find pre&vious"), "Shift+F3")
        menu.addSeparator()
        self.jump = self._add(menu, self.tr("&Go to conversation…"), "Ctrl+K")
        self.search = self._add(menu, self.tr("&Search all conversations"), "Ctrl+Shift+F")

    def _build_answer_menu(self) -> None:
        menu = self._menu(self.tr("&Answer"))
        self.stop = self._add(menu, self.tr("S&top"), "Ctrl+.")
        self.regenerate = self._add(menu, self.tr("&Regenerate"), "Ctrl+R")
        self.continue_answer = self._add(menu, self.tr("&Continue the answer"), "Ctrl+Return")
        self.step = self._add(menu, self.tr("&Step one token"), "F10")
        menu.addSeparator()
        self.ask_two = self._add(menu, self.tr("Ask t&wo models…"))
        self.ask_two.setToolTip(self.tr("The same prompt and the same dice, side by side."))
        self.layout = self._add(menu, self.tr("&How a conversation is laid out…"))
        self.about_answer = self._add(menu, self.tr("&About this answer…"), "Ctrl+I")

    def _build_view_menu(self) -> None:
        menu = self._menu(self.tr("&View"))
        self.sidebar = self._add(menu, self.tr("&Conversations"), "F9", checkable=True)
        self.side_panel = self._add(menu, self.tr("&Inspector"), "F8", checkable=True)
        self.next_part = self._add(menu, self.tr("Next &part of the window"), "F6")
        self.part_before = self._add(menu, self.tr("Part of the window &before"), "Shift+F6")
        menu.addSeparator()
        self._build_measure_menu(menu.addMenu(self.tr("Colour &tokens by")))
        self._build_card_menu(menu.addMenu(self.tr("Ca&rd of a token")))
        self._build_spoken_menu(menu.addMenu(self.tr("Scr&een reader: an answer")))
        self.walk_tokens = self._add(menu, self.tr("&Walk through the tokens"), "F2")
        self.tokens = self._add(menu, self.tr("To&kens of any text…"), "Ctrl+T")
        self.inside = self._add(menu, self.tr("&Under the hood"), "F7")
        self.markdown = self._add(menu, self.tr("Show as Mark&down"), checkable=True)
        self.markdown.setToolTip(
            self.tr("Headings, lists, bold and code of this chat; the text itself stays as it is.")
        )
        self.ids = self._add(menu, self.tr("Token id&s in lists"), checkable=True)
        self.next_after_text = self._add(menu, self.tr("C&hances while you write"), checkable=True)
        self.next_after_text.setToolTip(
            self.tr("Shows what would come next after your text, before a token is made.")
        )
        self.guess = self._add(menu, self.tr("&Guess mode"), "Ctrl+G", checkable=True)
        self.write_guess = self._add(menu, self.tr("T&ype a guess"), "Ctrl+Shift+G")
        self.talk = self._add(menu, self.tr("Talk &mode: Space makes a token"), checkable=True)
        menu.addSeparator()
        self.zoom_in = self._add(menu, self.tr("&Zoom in"), QKeySequence.StandardKey.ZoomIn)
        self.zoom_out = self._add(menu, self.tr("Zoom &out"), QKeySequence.StandardKey.ZoomOut)
        self.zoom_reset = self._add(menu, self.tr("&Actual size"), "Ctrl+0")
        self.wide_bars = self._add(menu, self.tr("E&xtra wide scroll bars"), checkable=True)
        self.wide_bars.setToolTip(self.tr("24 pixels, as all that is clicked: easier to catch."))
        menu.addSeparator()
        scheme_menu = menu.addMenu(self.tr("Co&lours"))
        self._scheme_group = QActionGroup(self)
        for scheme, label in (
            ("system", self.tr("As the &system")),
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
        ):
            action = scheme_menu.addAction(label)
            action.setCheckable(True)
            action.setData(scheme)
            self._scheme_group.addAction(action)
        self._scheme_group.triggered.connect(self._on_scheme_triggered)
        self._build_language_menu(menu)
        self.full_screen = self._add(menu, self.tr("&Full screen"), "F11", checkable=True)

    def _build_language_menu(self, menu: QMenu) -> None:
        self._language_group = QActionGroup(self)
        languages = translations.offered()
        if len(languages) == 1:
            return  # nothing to choose
        language_menu = menu.addMenu(self.tr("La&nguage"))
        names = {language: translations.NAMES[language] for language in languages}
        for language, label in {translations.SYSTEM: self.tr("As the &system"), **names}.items():
            action = language_menu.addAction(label)
            action.setCheckable(True)
            action.setData(language)
            self._language_group.addAction(action)
        self._language_group.triggered.connect(self._on_language_triggered)

    def _build_measure_menu(self, menu: QMenu) -> None:
        self._measure_group = QActionGroup(self)
        labels = {
            Measure.NONE: self.tr("&Nothing"),
            Measure.PROBABILITY: self.tr("&Probability"),
            Measure.RANK: self.tr("&Rank"),
            Measure.SURPRISAL: self.tr("&Surprisal"),
            Measure.ENTROPY: self.tr("&Entropy"),
        }
        for number, (measure, label) in enumerate(labels.items()):
            action = self._add(menu, label, f"Ctrl+{number + 1}", checkable=True)
            action.setData(measure)
            self._measure_group.addAction(action)
        self._measure_group.triggered.connect(self._on_measure_triggered)

    def _build_card_menu(self, menu: QMenu) -> None:
        self._card_group = QActionGroup(self)
        for when, label in (
            (CardWhen.REST, self.tr("Where the mouse &rests")),
            (CardWhen.HELD, self.tr("While &Ctrl is held")),
            (CardWhen.OFF, self.tr("&Never by itself: F2, then Return")),
        ):
            action = self._add(menu, label, checkable=True)
            action.setData(when)
            self._card_group.addAction(action)
        self._card_group.triggered.connect(self._on_card_triggered)

    def _build_spoken_menu(self, menu: QMenu) -> None:
        self._spoken_group = QActionGroup(self)
        for spoken, label in (
            (AnswerSpoken.SENTENCES, self.tr("&Sentence by sentence, while it comes")),
            (AnswerSpoken.WHOLE, self.tr("&All of it, when it is there")),
            (AnswerSpoken.END, self.tr("&Only that it is there")),
        ):
            action = self._add(menu, label, checkable=True)
            action.setData(spoken)
            self._spoken_group.addAction(action)
        self._spoken_group.triggered.connect(self._on_spoken_triggered)

    def _build_help_menu(self) -> None:
        menu = self._menu(self.tr("&Help"))
        self.show_guide = self._add(menu, self.tr("G&uide…"))
        self.show_shortcuts = self._add(menu, self.tr("&Keyboard shortcuts…"), "F1")
        self.show_glossary = self._add(menu, self.tr("&Glossary…"))
        self.explain = self._add(menu, self.tr("&What is this?"), "Shift+F1")
        self.tour = self._add(menu, self.tr("First &tour"))
        self.last_notice = self._add(menu, self.tr("Last &notice again"), "Ctrl+Shift+L")
        self.open_logs = self._add(menu, self.tr("Open &log folder"))
        self.about = self._add(
            menu, self.tr("&About GPTDesk…"), None, role=QAction.MenuRole.AboutRole
        )

    def _menu(self, title: str) -> QMenu:
        menu = _FittingMenu(title, self._window)
        self._window.menuBar().addMenu(menu)
        return menu

    def _add(
        self,
        menu: QMenu,
        text: str,
        keys: _Keys = None,
        *,
        checkable: bool = False,
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.setCheckable(checkable)
        action.setMenuRole(role)
        if checkable:
            action.triggered.connect(self._say_state)
        menu.addAction(action)
        return action

    @Slot(bool)
    def _say_state(self, is_on: bool) -> None:
        """Tell a screen reader what a key switched, and how."""
        action = self.sender()
        if isinstance(action, QAction):
            is_one_of_some = action.actionGroup() is not None
            state = self.tr("{0}: on") if is_on else self.tr("{0}: off")
            words = without_access_key(action.text())
            announce(self._window, words if is_one_of_some else state.format(words))

    @Slot(QAction)
    def _on_model_triggered(self, action: QAction) -> None:
        self.model_chosen.emit(action.data())

    @Slot(QAction)
    def _on_measure_triggered(self, action: QAction) -> None:
        self.measure_chosen.emit(Measure(action.data()))

    @Slot(QAction)
    def _on_card_triggered(self, action: QAction) -> None:
        self.token_card_chosen.emit(CardWhen(action.data()))

    @Slot(QAction)
    def _on_spoken_triggered(self, action: QAction) -> None:
        self.answer_spoken_chosen.emit(AnswerSpoken(action.data()))

    @Slot(QAction)
    def _on_scheme_triggered(self, action: QAction) -> None:
        self.colour_scheme_chosen.emit(action.data())

    @Slot(QAction)
    def _on_language_triggered(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())
