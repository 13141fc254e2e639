"""A token and its alternatives in words: on its card, in tooltips, copied, read aloud.

Pure text, made of values; the figures are written as everywhere in the window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.figures import TokenFigures, figures_of
from gptdesk.analysis.rows import TokenRow, rows_of_figures
from gptdesk.app.phrases import in_a_row
from gptdesk.app.views.page.tokens import TokenGroup
from gptdesk.app.views.tokens.formula import filter_name
from gptdesk.app.views.widgets.figures import (
    UNKNOWN,
    bits_text,
    count_text,
    decimal_text,
    percent_text,
    point_text,
    share_text,
)
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

ALTERNATIVES = 8  # that have a row in the card; the side panel has more

_SURE_PERCENT = 99.9  # said of everything above it: nothing uncertain is 100


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says.

    Attributes:
        token: the token, every character visible.
        token_id: of it; None where a server told a text, and no id.
        remarks: sentences about what is special here.
        figures: names and values.
        rows: alternatives, and everything else; none where nothing is known.
        rank_count: tokens of the vocabulary.
        name: all of it in one sentence, for a screen reader.
    """

    token: str
    token_id: int | None
    remarks: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    rows: tuple[TokenRow, ...]
    rank_count: int
    name: str


def card_text(message: Message, group: TokenGroup, vocabulary: Vocabulary) -> CardText:
    """Return what the card of a token says.

    Args:
        message: the answer that the token's place counts in.
        group: the token, and those that it shares a character with.
        vocabulary: names the tokens.
    """
    token_id = group.ref.ids_in(message)[group.ref.index]
    figures = figures_of(message, group.ref)
    rows: tuple[TokenRow, ...] = ()
    if figures is not None:
        fewer = replace(figures, top=figures.top[:ALTERNATIVES])
        rows = rows_of_figures(fewer, vocabulary.visible)
    return CardText(
        token=vocabulary.visible(token_id),
        token_id=None if message.is_drawn_by_server and not group.ref.is_prompt else token_id,
        remarks=tuple(_remarks(message, group, figures, vocabulary)),
        figures=() if figures is None else tuple(_figures(figures, vocabulary)),
        rows=rows,
        rank_count=vocabulary.size,
        name=token_in_words(message, group, vocabulary),
    )


def token_in_words(
    message: Message, group: TokenGroup, vocabulary: Vocabulary, *, is_covered: bool = False
) -> str:
    """Return a token as a screen reader says it: its text, and its figures where they are known.

    While they are to be guessed (`is_covered`), only its text.
    """
    token_id = group.ref.ids_in(message)[group.ref.index]
    name = _tr("token {0}").format(_spoken(token_id, vocabulary))
    if group.stop - group.first > 1:
        name = _tr("{0}, part {1} of {2} of {3}").format(
            name, *_part_of(message, group, vocabulary)
        )
    if is_covered:
        return _tr("{0}, to be guessed").format(name)
    figures = figures_of(message, group.ref)
    if figures is None or figures.raw_p is None:
        return _tr("{0}, no figures").format(name)
    words = _tr("{0}, {1}").format(name, spoken_percent(figures.raw_p))
    if figures.rank is not None:
        words = _tr("{0}, rank {1}").format(words, figures.rank)
    elif figures.rank_beyond is not None:
        words = _tr("{0}, rank beyond {1}").format(words, figures.rank_beyond)
    if figures.entropy_bits is not None:
        words = _tr("{0}, entropy {1} bits").format(words, decimal_text(figures.entropy_bits, 1))
    return _tr("{0}, put there by you").format(words) if figures.is_forced else words


def _figures(figures: TokenFigures, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    if figures.raw_p is None:
        return []
    pairs = [(_tr("raw p"), percent_text(figures.raw_p))]
    if not figures.is_prompt and not figures.is_told:
        pairs.append((_tr("final q"), share_text(figures.final_p)))
    pairs.append((_tr("rank"), rank_of(figures)))
    if figures.kept is not None:
        kept = _tr("{0} of {1}").format(f"{figures.kept:,}", f"{vocabulary.size:,}")
        pairs.append((_tr("kept"), kept))
    pairs.append((_tr("surprisal"), _tr("{0} bits").format(bits_text(figures.surprisal_bits))))
    pairs.append((_tr("entropy"), _tr("{0} bits").format(bits_text(figures.entropy_bits))))
    if figures.draw is not None:
        pairs.append((_tr("draw"), point_text(figures.draw)))
    return pairs


def _remarks(
    message: Message, group: TokenGroup, figures: TokenFigures | None, vocabulary: Vocabulary
) -> list[str]:
    remarks: list[str] = []
    if group.stop - group.first > 1:
        part, parts, character = _part_of(message, group, vocabulary)
        remarks.append(
            _tr("{1} tokens make “{2}”; this is number {0}.").format(part, parts, character)
        )
    if figures is None:
        remarks.append(why_no_figures(message, is_prompt=group.ref.is_prompt))
    elif figures.is_told:
        remarks.append(_told_in_words(figures, has_ended=token_ends(message, group, vocabulary)))
    elif figures.raw_p is None:
        remarks.append(_tr("It is the first token: nothing predicted it."))
    elif figures.is_forced:
        remarks.append(_tr("You put it there; no dice were asked."))
    elif figures.is_greedy:
        remarks.append(_tr("Greedy: the most probable token was taken, without dice."))
    is_partly_told = message.is_of_server and figures is not None and figures.raw_p is not None
    if is_partly_told and figures is not None and figures.entropy_bits is None:
        remarks.append(
            _tr("The entropy is not known: a server told the most probable tokens only.")
        )
    return remarks


def why_no_rows(figures: TokenFigures) -> str:
    """Return why a token has no alternatives and will have none; empty where that is not so."""
    return "" if figures.top or not figures.is_told else _told_in_words(figures)


def _told_in_words(figures: TokenFigures, *, has_ended: bool = False) -> str:
    """Return who chose a token of a server that draws, and what is not known of it."""
    if figures.is_forced:
        return _tr("You put it there; the server told nothing of it.")
    if figures.raw_p is None:
        if has_ended:
            return _tr("The server ended the answer here; it did not tell how probable that was.")
        return _tr("The server drew it, and did not tell how probable it was.")
    return _tr("As told by the server, which drew it by its own dice.")


def token_ends(message: Message, group: TokenGroup, vocabulary: Vocabulary) -> bool:
    """Tell whether a token ends the text that it stands in."""
    return group.ref.ids_in(message)[group.ref.index] in vocabulary.end_ids


def rank_of(figures: TokenFigures) -> str:
    """Return a token's rank; "> 20" where it is only known to be none of the 20 that were told."""
    if figures.rank_beyond is not None:
        return f"> {figures.rank_beyond:,}"
    return count_text(figures.rank)


def why_no_figures(message: Message, *, is_prompt: bool) -> str:
    """Return why nothing is known of a token of the prompt, or of the answer."""
    if not is_prompt:
        return _tr("How this token was chosen was not kept.")
    is_unknown = message.records and message.records[0].entropy_bits is None
    if message.is_of_server or is_unknown:
        return _tr("The engine that answered cannot tell the prompt's figures.")
    return _tr(
        "The prompt's figures come when the model that answered is open, in the precision of then,"
        " and idle."
    )


def _part_of(message: Message, group: TokenGroup, vocabulary: Vocabulary) -> tuple[int, int, str]:
    """Return which token of how many makes which characters."""
    ids = group.ref.ids_in(message)[group.first : group.stop]
    data = b"".join(map(vocabulary.piece, ids))
    text = data.decode("utf-8", "replace").strip()
    return group.ref.index - group.first + 1, group.stop - group.first, text


def _spoken(token_id: int, vocabulary: Vocabulary) -> str:
    """Return a token's text without the space that most words begin with."""
    if token_id in vocabulary.end_ids:
        return _tr("end of text")
    visible = vocabulary.visible(token_id)
    word = visible.strip("␣")
    signs = {",": _tr("comma"), ".": _tr("full stop"), '"': _tr("quotation mark")}
    names = {"": _tr("space"), "↵": _tr("new line"), "↵↵": _tr("two new lines"), "⇥": _tr("tab")}
    return (signs | names).get(word, word)


def spoken_percent(probability: float) -> str:
    """Return a probability to be heard, where it is seen with more decimals: 92.6 percent."""
    return _tr("{0} percent").format(spoken_figure(probability))


def spoken_figure(probability: float) -> str:
    """Return the same without its unit.

    As in `percent_text`, nothing possible is 0 and nothing uncertain 100.
    """
    percent = probability * 100
    if percent >= 100 or percent < 0.1:
        return percent_text(probability).partition("\N{NO-BREAK SPACE}")[0]
    return f"{min(percent, _SURE_PERCENT):.1f}"


# -- a row of alternatives


def row_in_words(row: TokenRow) -> str:
    """Return one row as a sentence without a full stop."""
    values = _tr("raw {0}").format(percent_text(row.raw_p))
    if row.final_p is not None:
        values = _tr("{0}, final {1}").format(values, percent_text(row.final_p))
    if row.is_rest:
        return _tr("everything else: {0}").format(values)
    words = _tr("rank {0}, token {1}, id {2}: {3}").format(
        rank_text(row), row.text, row.token_id, values
    )
    if not row.has_id:
        words = _tr("rank {0}, token {1}: {2}").format(rank_text(row), row.text, values)
    return in_a_row((words, *marks_in_words(row)))


def rank_text(row: TokenRow) -> str:
    """Return what stands in the column of ranks; everything else has none."""
    if row.rank_beyond is not None:
        return f"> {row.rank_beyond}"
    return "" if row.is_rest else str(row.rank or UNKNOWN)


def id_text(row: TokenRow) -> str:
    """Return the id of a row's token; everything else has none, nor has a text of a server."""
    return "" if row.token_id is None or not row.has_id else str(row.token_id)


def row_token(row: TokenRow) -> str:
    """Return the token of a row as it is written; the last row is everything else."""
    return _tr("everything else") if row.is_rest else row.text


def marks_in_words(row: TokenRow) -> tuple[str, ...]:
    """Return what marks and strokes say about a row."""
    marks: list[str] = []
    if row.is_chosen:
        marks.append(_tr("chosen"))
    if row.is_drawn:
        marks.append(_tr("the dice fall here now"))
    if row.is_removed and not row.is_rest:
        filtered = _tr("removed by {0}").format(filter_name(row.removed_by))
        marks.append(filtered if row.removed_by else _tr("removed by the sampling settings"))
    return tuple(marks)


def tip_of(row: TokenRow) -> str:
    """Return what the mouse, or the keyboard, is told of a row."""
    if row.is_rest:
        return _tr("All the tokens that have no row of their own.")
    place = _tr("id {0}, rank {1}").format(row.token_id, rank_text(row))
    if not row.has_id:
        place = _tr("rank {0}").format(rank_text(row))
    lines = [row.text, place]
    return "\n".join((*lines, *marks_in_words(row)))


def swap_words(*, is_prompt: bool) -> str:
    """Return what a click on a row does with a token of an answer, or of a prompt."""
    if is_prompt:
        return _tr("Click, or Enter: put this token into the prompt, and have it answered anew.")
    return _tr("Click, or Enter: go on with this token instead.")


def final_text(row: TokenRow) -> str:
    """Return what stands in the column of final q: the figure, or the filter that removed it."""
    if row.is_removed and not row.is_rest:
        return filter_name(row.removed_by)
    return share_text(row.final_p)


def rows_as_text(rows: Iterable[TokenRow]) -> str:
    """Return rows as lines of columns divided by tabs, with a header."""
    lines = ["rank\tid\ttoken\traw_p\tfinal_q\tchosen"]
    for row in rows:
        final = "" if row.final_p is None else f"{row.final_p:.6g}"
        lines.append(
            f"{row.rank or ''}\t{id_text(row)}\t{row_token(row)}\t"
            f"{row.raw_p:.6g}\t{final}\t{'●' if row.is_chosen else ''}"
        )
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenWords", text)
