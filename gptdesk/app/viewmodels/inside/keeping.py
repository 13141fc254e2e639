"""Views of *Under the hood* that are kept with the answers of the open conversation.

Owns what is kept, dropped and put back, and the way back to a place; what a page showed is said by
the page. Formats and draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import IN_BLOCK, Page, Step
from gptdesk.chat.kept_views import MOST_BYTES, KeptCell, KeptView
from gptdesk.chat.messages import Message, MessageState
from gptdesk.engine.inside.values import OF_HEAD, Spot, Stop
from gptdesk.sentences import numbered
from gptdesk.storage.history.types import Outline

Cells = tuple[KeptCell, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A table as a page showed it.

    Attributes:
        columns: their names.
        rows: the first are the most telling: where not all can be kept, these are.
        foot: rows that are kept in every case: a sum, and what it must equal.
    """

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    foot: tuple[Cells, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept view, and the answer that it was kept with."""

    answer_id: str
    view: KeptView


@dataclass(frozen=True, slots=True)
class Beside:
    """What was chosen on the page of two branches.

    Attributes:
        other_id: the answer that is the other branch.
        tokens: what patching weighs, this branch's and the other's; None side by side.
    """

    other_id: str
    tokens: tuple[int, int] | None = None


class KeepingViewModel(QObject):
    """Keeps views with answers.

    Signals:
        branches_wanted(Beside): a view of two branches is gone to, in which this was chosen.
        changed: `views`, or what can be done with one of them, may be others.
        said(str): a sentence: it was kept, and how much of it; or why nothing was done.
    """

    changed = Signal()
    branches_wanted = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        inside: InsideViewModel,
        chat: ChatViewModel,
        history: HistoryAdapter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._chat = chat
        self._history = history
        self._of_unread: tuple[Kept, ...] = ()  # of answers of which only the outline is here
        self._dropped: Kept | None = None
        self._refusal: str | None = None  # why the last wish came to nothing
        self._of_growing: tuple[KeptView, ...] = ()  # of the answer that is being written
        chat.shown.changed.connect(self._on_conversation_changed)
        for happened in ("rowsInserted", "rowsRemoved", "modelReset"):
            getattr(chat.messages, happened).connect(self.changed)
        chat.messages.dataChanged.connect(self._on_message_changed)
        chat.notice_raised.connect(self._on_notice)
        inside.view_changed.connect(self.changed)

    @property
    def views(self) -> tuple[Kept, ...]:
        """What is kept in the open conversation, on all its branches, the newest first."""
        tree = self._chat.shown.tree
        found = [Kept(one.id, view) for one in tree.value.messages for view in one.kept_views]
        found += [
            kept
            for kept in self._of_unread
            if kept.answer_id in tree and isinstance(tree.message(kept.answer_id), Outline)
        ]
        return tuple(sorted(found, key=lambda kept: kept.view.kept_at, reverse=True))

    @property
    def conversation_id(self) -> str:
        """Of the conversation whose views these are."""
        return self._chat.shown.tree.id

    @property
    def can_keep(self) -> bool:
        """Whether there is something to keep, and an answer to keep it with."""
        inside = self._inside
        is_there = inside.view is not None and inside.is_of_open_chat and not inside.problem
        return is_there and inside.step.page is not Page.KEPT

    @property
    def can_undo(self) -> bool:
        """Whether a view was dropped that can be put back."""
        return self._dropped is not None and self._dropped.answer_id in self._chat.shown.tree

    def keep(self, title: str, figures: Figures, beside: Beside | None = None) -> bool:
        """Keep what is looked at with its answer; return whether it is kept.

        Args:
            title: which token, after which.
            figures: what the page shows.
            beside: of two branches, what is chosen there.
        """
        inside, message, info = self._inside, self._inside.message, self._inside.info
        if not self.can_keep or inside.at is None or message is None or info is None:
            return False
        stop, block, head = _codes_of(inside.step, beside)
        rows = (*figures.rows, *figures.foot)
        view = KeptView(
            title,
            inside.at.place,
            stop,
            info.name,
            info.sha256,
            block=block,
            head=head,
            changes=inside.changes,
            columns=figures.columns,
            rows=rows,
        )
        view, left_out = self._fitted(view, figures)
        if not self._tried(lambda: self._chat.keep_view(message.id, view)):
            return False
        if left_out:
            count = len(figures.rows)
            words = self.tr("Kept with this answer, without its one row.")
            if count != 1:
                words = self.tr("Kept with this answer, the first {0} of {1} rows.")
            self.said.emit(words.format(f"{count - left_out:,}", f"{count:,}"))
        else:
            self.said.emit(self.tr("Kept with this answer."))
        return True

    def _fitted(self, view: KeptView, figures: Figures) -> tuple[KeptView, int]:
        """Return a view that is small enough, and how many rows were left out for that."""
        kept = len(figures.rows)
        while view.size_bytes > MOST_BYTES and kept:
            kept = min(kept - 1, int(kept * MOST_BYTES / view.size_bytes))
            left_out = len(figures.rows) - kept
            note = numbered(
                left_out, self.tr("1 more row is not kept"), self.tr("{0} more rows are not kept")
            )
            last = (KeptCell(note), *(KeptCell("") for _ in figures.columns[1:]))
            view = replace(view, rows=(*figures.rows[:kept], last, *figures.foot))
        return view, len(figures.rows) - kept

    def drop(self, kept: Kept) -> None:
        """Forget a kept view; `undo` puts it back."""

        def drop() -> None:
            if self._tried(lambda: self._chat.drop_view(kept.answer_id, kept.view.id)):
                self._of_unread = tuple(one for one in self._of_unread if one != kept)
                self._dropped = kept
                self.changed.emit()

        self._when_read(kept.answer_id, drop)

    @Slot()
    def undo(self) -> None:
        """Put back what was dropped last."""
        kept = self._dropped
        if kept is not None and self._tried(
            lambda: self._chat.keep_view(kept.answer_id, kept.view)
        ):
            self._dropped = None
            self.changed.emit()

    def obstacle(self, kept: Kept) -> str:
        """Return why one cannot go to the place of a view; empty where one can."""
        info, view = self._inside.info, kept.view
        if info is None:
            return self.tr("Open {0} to go to this place.").format(view.model_name)
        if info.sha256 != view.model_sha256:
            return self.tr("Computed with {0}; the model in use is {1}.").format(
                f"{view.model_name}, {view.model_sha256[:12]}", f"{info.name}, {info.sha256[:12]}"
            )
        if step_of(view) is None:
            return self.tr("This version has no such page.")
        return ""

    def go_to(self, kept: Kept) -> None:
        """Show the place again, with its changes, as it is computed now."""
        step = step_of(kept.view)
        if step is None or self.obstacle(kept):
            return

        def go() -> None:
            tree = self._chat.shown.tree
            if self._chat.shown.show_message(kept.answer_id):
                message = tree.message(kept.answer_id)
                self._inside.show_place(message, kept.view.place, kept.view.changes)
                self._inside.go_to(step)
                beside = _beside_of(kept.view)
                if beside is not None:
                    self.branches_wanted.emit(beside)

        self._when_read(kept.answer_id, go)

    @Slot()
    def look(self) -> None:
        """Ask the disk for the views of answers that nobody looked at yet."""
        tree = self._chat.shown.tree
        if tree.leaf is None:
            return
        conversation_id = tree.id

        def then(found: tuple[tuple[str, KeptView], ...]) -> None:
            if conversation_id == self._chat.shown.tree.id:
                self._of_unread = tuple(Kept(*one) for one in found)
                self.changed.emit()

        self._history.ask(lambda history: history.kept_views(conversation_id), then)

    def _when_read(self, answer_id: str, act: Callable[[], object]) -> None:
        """Do something with an answer when it is here as a whole."""
        tree = self._chat.shown.tree
        if answer_id not in tree or not isinstance(tree.message(answer_id), Outline):
            act()
            return
        conversation_id = tree.id

        def then(messages: tuple[Message, ...]) -> None:
            if conversation_id == self._chat.shown.tree.id:
                self._chat.shown.fill(conversation_id, messages)
                act()

        self._history.ask(
            lambda history: history.load_messages(conversation_id, (answer_id,)), then
        )

    def _tried(self, act: Callable[[], bool]) -> bool:
        """Do something, and say why it was not done where it was not."""
        self._refusal = ""
        is_done = act()
        refusal, self._refusal = self._refusal, None
        if not is_done and refusal:
            self.said.emit(refusal)
        return is_done

    @Slot(str)
    def _on_notice(self, sentence: str) -> None:
        if self._refusal is not None:
            self._refusal = sentence

    @Slot()
    def _on_conversation_changed(self) -> None:
        self._of_unread = ()
        if not self.can_undo:
            self._dropped = None
        self.changed.emit()

    @Slot(QModelIndex)
    def _on_message_changed(self, index: QModelIndex) -> None:
        """Tell of another message, but not that an answer grows: it does so many times a second."""
        message = self._chat.messages.message(index.row())
        if message.state is MessageState.STREAMING:
            if message.kept_views == self._of_growing:
                return
            self._of_growing = message.kept_views
        self.changed.emit()


def step_of(view: KeptView) -> Step | None:
    """Return the step at which a view was kept; None where there is no such page."""
    block, head = view.block or 1, view.head or 1
    code, *chosen = view.stop.split(":")
    if code in set(Stop):
        stop = Stop(code)
        return Step(spot=Spot(stop, block, head)).at_stop(stop)
    if code in set(Page):
        stop = Stop(chosen[0]) if chosen and chosen[0] in set(Stop) else Stop.TOKEN
        return Step(Page(code), Spot(stop, block, head))
    return None


def _beside_of(view: KeptView) -> Beside | None:
    """Return what was chosen of two branches; None where it is not known."""
    code, *chosen = view.stop.split(":", 4)
    if code != Page.BRANCHES or len(chosen) != 4:
        return None
    _stop, this_id, other_id, answer_id = chosen
    is_patching = this_id.isdecimal() and other_id.isdecimal()
    return Beside(answer_id, (int(this_id), int(other_id)) if is_patching else None)


def _codes_of(step: Step, beside: Beside | None) -> tuple[str, int | None, int | None]:
    """Return the stop or page of a step, and its block and head where it is about one."""
    spot = step.spot
    if step.page is Page.BRANCHES and beside is not None:
        tokens = beside.tokens or ("", "")
        code = ":".join(map(str, (step.page, spot.stop, *tokens, beside.other_id)))
        return code, spot.block, spot.head
    if step.page is Page.WHAT_IF:
        return step.page.value, spot.block, spot.head
    if step.page not in {Page.STOP, Page.ATTENTION}:
        return step.page.value, None, None
    block = spot.block if spot.stop in IN_BLOCK else None
    return spot.stop.value, block, spot.head if spot.stop in OF_HEAD else None
