"""Any text's tokens as a table, and any ids as text: what the *Tokens* window shows.

Owns what the table says, the reading of typed ids, and the traffic with the tokenizer; knows no
widgets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from itertools import accumulate

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.groups import TokenGroup, token_groups
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import CountLost, SplitText
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import RequestError
from gptdesk.sentences import filled

_SEPARATOR = re.compile(r"[\s,;\[\](){}]+")
_LONGEST_QUOTE = 20  # characters of a wrong id that are repeated to the user


class TokensViewModel(QObject):
    """A text and its tokens; either can be given, the other follows.

    Attributes:
        table: the tokens as rows of index, id, piece and bytes.

    Signals:
        tokens_changed: the table has other tokens; `text` and `ids` belong to them.
        problem_changed: a sentence on what was typed, or nothing, str.
    """

    tokens_changed = Signal()
    problem_changed = Signal(str)

    def __init__(self, client: InferenceClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._vocabulary = client.model.vocabulary  # of the ids
        self._text = ""
        self._ids: tuple[int, ...] = ()
        self._groups: tuple[TokenGroup, ...] = ()
        self._starts: list[int] = []  # of their texts, as Qt counts characters
        self._parts: dict[int, str] = {}  # of a token that is a part of a character: that one
        self._wanted: str | None = None  # the text that is shown, or will be
        self._asked: int | None = None  # number of the question that counts
        self._other_ids: tuple[int, ...] | None = None
        self._lost_characters = 0
        self._problem = ""
        self.table = CellTableModel(
            (self.tr("Index"), self.tr("Id"), self.tr("Piece"), self.tr("Bytes")),
            numbers=frozenset((0, 1)),
            parent=self,
        )
        client.model.vocabulary_changed.connect(self._on_vocabulary_changed)

    @property
    def text(self) -> str:
        """The text of the tokens; bytes that form no character are U+FFFD."""
        return self._text

    @property
    def ids(self) -> tuple[int, ...]:
        """The tokens of the text."""
        return self._ids

    @property
    def vocabulary(self) -> Vocabulary | None:
        """What the ids stand for; None until it was read, and before there are ids."""
        return self._vocabulary

    @property
    def problem(self) -> str:
        """A sentence on what was typed; empty while all is well."""
        return self._problem

    @property
    def other_ids(self) -> tuple[int, ...] | None:
        """How the text of typed ids would be split, where that is not as they were typed."""
        return self._other_ids

    @property
    def lost_characters(self) -> int:
        """How many characters of the text have no tokens, and are left out."""
        return self._lost_characters

    def span_of(self, row: int) -> tuple[int, int] | None:
        """Return the characters (first, end) of the text that a token, or its group, says.

        They are counted as Qt does: a character beyond U+FFFF is two.
        """
        if not 0 <= row < len(self._ids) or not self._groups:
            return None
        place = bisect_left(self._groups, row, key=_last)
        return self._starts[place], self._starts[place + 1]

    @Slot(str)
    def set_text(self, text: str) -> None:
        """Split `text` into tokens; of several texts only the newest is split."""
        self._set_problem("")
        self._wanted = text
        self._split(text, partial(self._show, text))

    @Slot(str)
    def set_ids_text(self, typed: str) -> None:
        """Show the tokens whose ids stand in `typed`, divided by spaces, commas or lines."""
        vocabulary = self._client.model.vocabulary
        if vocabulary is None:
            self._set_problem(self.tr("The vocabulary is still being read."))
            return
        try:
            ids = parse_ids(typed, vocabulary.size)
        except RequestError as exc:
            self._set_problem(sentence_for(exc))
            return
        self._set_problem("")
        text = b"".join(map(vocabulary.pieces.__getitem__, ids)).decode("utf-8", "replace")
        text = vocabulary.without_own_space(text)
        self._wanted = text
        self._show(text, ids)
        self._split(text, self._compare)

    @Slot()
    def _on_vocabulary_changed(self) -> None:
        """Split the text anew: the ids that are shown are of another model."""
        if self._wanted is not None:
            self.set_text(self._wanted)

    def _split(self, text: str, then: Callable[[tuple[int, ...]], None]) -> None:
        self._client.forget(self._asked)
        self._lost_characters = 0

        def take(ids: tuple[int, ...]) -> None:
            then(ids)
            self._client.ask(CountLost(text), partial(self._note_lost, text))

        self._asked = self._client.ask(SplitText(text), take, self._set_problem)

    def _note_lost(self, text: str, characters: int) -> None:
        if text == self._wanted and characters:
            self._lost_characters = characters
            self.tokens_changed.emit()

    def _compare(self, ids: tuple[int, ...]) -> None:
        """Note whether the tokenizer would write the text with the ids that were typed."""
        if ids != self.ids:
            self._other_ids = ids
            self.tokens_changed.emit()

    def _show(self, text: str, ids: tuple[int, ...]) -> None:
        self._vocabulary = self._client.model.vocabulary
        self._text = text
        self._ids = ids
        self._other_ids = None
        self._fill()
        self.tokens_changed.emit()

    def _fill(self) -> None:
        groups = () if self._vocabulary is None else token_groups(self._ids, self._vocabulary)
        self._groups = groups
        own = "".join(group.text for group in groups)
        put = (
            0
            if self._vocabulary is None
            else len(own) - len(self._vocabulary.without_own_space(own))
        )
        ends = accumulate((_utf16_length(group.text) for group in groups), initial=0)
        self._starts = [max(0, end - put) for end in ends]
        self._parts = {
            row: group.text.strip()
            for group in groups
            if group.tokens > 1
            for row in range(group.first, group.last + 1)
        }
        self.table.show_rows(len(self._ids), self._cell)

    def _cell(self, row: int, column: int) -> str:
        token_id = self._ids[row]
        if column < 2:
            return str((row, token_id)[column])
        if self._vocabulary is None:
            return ""
        if column == 3:
            return self._vocabulary.piece(token_id).hex(" ")
        piece = self._vocabulary.visible(token_id)
        if row in self._parts:
            return filled(self.tr("{0}  part of {1}"), piece, self._parts[row])
        return piece

    def _set_problem(self, sentence: str) -> None:
        if sentence != self._problem:
            self._problem = sentence
            self.problem_changed.emit(sentence)


def parse_ids(typed: str, vocab_size: int) -> tuple[int, ...]:
    """Read token ids, as a list in any usual notation.

    Raises:
        RequestError: one of them is no id of the vocabulary.
    """
    ids: list[int] = []
    for word in filter(None, _SEPARATOR.split(typed)):
        # Not `isdigit`: that knows figures of other scripts, and superscripts.
        if not re.fullmatch(r"[0-9]{1,9}", word) or int(word) >= vocab_size:
            quote = word if len(word) <= _LONGEST_QUOTE else f"{word[:_LONGEST_QUOTE]}…"
            raise RequestError(
                "“{quote}” is not a token id: ids are whole numbers from 0 to {highest:,}.",
                quote=quote,
                highest=vocab_size - 1,
            )
        ids.append(int(word))
    return tuple(ids)


def _last(group: TokenGroup) -> int:
    return group.last


def _utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
