"""The figures of each term of the glossary at this moment, at the token that is looked at.

Owns the sentences. The figures are those that the inspector shows, of the same view models; what
guess mode covers there is hidden here. Pure text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.curves import curves_of
from gptdesk.analysis.figures import TokenFigures
from gptdesk.analysis.rows import TokenRow
from gptdesk.app.phrases import listed, with_colon
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.pipeline.draw_bar import draw_in_words
from gptdesk.app.views.pipeline.page import why_no_draw
from gptdesk.app.views.tokens.formula import changes_nothing, filter_name, number_text, score_text
from gptdesk.app.views.widgets.figures import (
    bits_text,
    count_text,
    percent_text,
    perplexity_text,
    point_text,
    setting_text,
    share_text,
)
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import Pipeline, PipelineRow
from gptdesk.sentences import numbered

_OF_THE_MODEL = {"vocabulary", "parameters", "precision", "kl", "context", "seed"}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the figures come from.

    Attributes:
        next_token: the token that is looked at, its rows, and the place with its pipeline.
        sampling: the settings of now.
        text_page: the answer that is looked at.
        model_info: the model in use.
        talk: whether the chances are covered.
    """

    next_token: NextTokenViewModel
    sampling: SamplingViewModel
    text_page: TextPageViewModel
    model_info: ModelInfoViewModel
    talk: TalkViewModel

    def of_term(self, key: str) -> str:
        """Return what a term is worth now, in a sentence; why nothing can be said, else."""
        if key not in _SENTENCES:
            return _tr("Its figures are in the window Under the hood: mark a token and press F7.")
        if self.talk.is_covered and key not in _OF_THE_MODEL:
            return _tr("Hidden until it is revealed: guess mode is on.")
        if sentence := _SENTENCES[key](self):
            return sentence
        if key in _OF_THE_MODEL:
            return _tr("No model is open.")
        return _tr(
            "Nothing to be told of it here. Mark a token of an answer, with the inspector open."
        )

    @property
    def figures(self) -> TokenFigures | None:
        """Of the token that is looked at; None where that is what comes next."""
        return None if self.next_token.next_after is not None else self.next_token.figures

    @property
    def pipeline(self) -> Pipeline | None:
        """Of that token, or of what comes next."""
        return None if self.next_token.place is None else self.next_token.place.pipeline

    @property
    def row(self) -> PipelineRow | None:
        """Of that token; of the most probable one where none stands there yet."""
        if self.pipeline is None:
            return None
        if self.figures is None:
            return self.pipeline.rows[0]
        return self.pipeline.row_of(self.figures.token_id)

    @property
    def shown_row(self) -> TokenRow | None:
        """The same as a row of the list, which is there without a pipeline too."""
        rows = self.next_token.rows
        if self.figures is None:
            return rows[0] if rows else None
        return next((one for one in rows if one.token_id == self.figures.token_id), None)

    @property
    def settings(self) -> SamplingSettings:
        """Those of the pipeline that is shown, else those of now."""
        return self.sampling.settings if self.pipeline is None else self.pipeline.settings

    def text_of(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen."""
        place = self.next_token.place
        return str(token_id) if place is None else place.text_of(token_id)

    def name(self) -> str:
        """Name what is looked at."""
        if self.figures is not None:
            return _tr("“{0}”").format(self.next_token.text)
        row = self.shown_row
        text = "" if row is None else row.text
        return _tr("“{0}”, the most probable next token,").format(text)


# -- what the network says


def _token(now: Moment) -> str:
    figures = now.figures
    if figures is None:
        if now.shown_row is None:
            return ""
        return _tr("What could come next is looked at; {0} is not written yet.").format(now.name())
    words = _tr("{0} is looked at, token {1} of the answer.")
    if figures.is_prompt:
        words = _tr("{0} is looked at, token {1} of the prompt.")
    return words.format(now.name(), count_text(figures.index + 1))


def _token_id(now: Moment) -> str:
    if now.figures is not None and now.figures.is_told:
        return ""  # the number of a text
    row = now.shown_row
    token_id = row.token_id if now.figures is None and row is not None else None
    token_id = now.figures.token_id if now.figures is not None else token_id
    return "" if token_id is None else _tr("{0} has the id {1}.").format(now.name(), token_id)


def _vocabulary(now: Moment) -> str:
    info = now.model_info.info
    if info is None:
        return ""
    return _tr("The model in use has {0} tokens.").format(count_text(info.vocabulary.size))


def _logit(now: Moment) -> str:
    row, pipeline = now.row, now.pipeline
    if row is None or row.logit is None or pipeline is None:
        return ""
    return _tr("{0} has the logit {1} here; the largest is {2}.").format(
        now.name(), score_text(row.logit), score_text(pipeline.raw.largest)
    )


def _softmax(now: Moment) -> str:
    pipeline = now.pipeline
    if pipeline is None:
        return ""
    return _tr("Here e^(logit − {0}) of all {1} tokens sum to {2}.").format(
        score_text(pipeline.raw.largest),
        count_text(pipeline.vocab_size),
        number_text(pipeline.raw.weights),
    )


def _raw_p(now: Moment) -> str:
    row = now.shown_row
    raw_p = None if row is None else row.raw_p
    if now.figures is not None:
        raw_p = now.figures.raw_p
    if raw_p is None:
        return ""
    return _tr("{0} has a raw p of {1} here.").format(now.name(), percent_text(raw_p))


def _rank(now: Moment) -> str:
    row = now.shown_row
    rank = now.figures.rank if now.figures is not None else None if row is None else row.rank
    if rank is None:
        return ""
    return _tr("{0} has rank {1} of {2} here.").format(
        now.name(), count_text(rank), count_text(now.next_token.rank_count)
    )


def _surprisal(now: Moment) -> str:
    figures = now.figures
    if figures is None or figures.surprisal_bits is None or figures.raw_p is None:
        return ""
    return _tr("{0} had {1} bits: −log2 of {2}.").format(
        now.name(), bits_text(figures.surprisal_bits), percent_text(figures.raw_p)
    )


def _entropy(now: Moment) -> str:
    bits = _entropy_bits(now)
    if bits is None:
        return ""
    return _tr("{0} bits here: as unsure as a fair choice among so many tokens: {1}.").format(
        bits_text(bits), perplexity_text(2**bits)
    )


def _entropy_bits(now: Moment) -> float | None:
    if now.figures is not None:
        return now.figures.entropy_bits
    return None if now.pipeline is None else now.pipeline.entropy_bits


def _bit(now: Moment) -> str:
    figures, bits = now.figures, _entropy_bits(now)
    if figures is None or figures.surprisal_bits is None:
        return "" if bits is None else _tr("Entropy here: {0} bits.").format(bits_text(bits))
    return _tr("Here: surprisal {0} bits, entropy {1} bits.").format(
        bits_text(figures.surprisal_bits), bits_text(bits)
    )


def _rest(now: Moment) -> str:
    rest = next((row for row in now.next_token.rows if row.is_rest), None)
    if rest is None:
        return ""
    if rest.final_p is None:
        return _tr("Here: raw p {0}.").format(percent_text(rest.raw_p))
    return _tr("Here: raw p {0}, final q {1}.").format(
        percent_text(rest.raw_p), percent_text(rest.final_p)
    )


# -- what the settings do


def _setting(name: str) -> Callable[[Moment], str]:
    """Return what says the value of a setting, and what it left."""

    def sentence(now: Moment) -> str:
        settings, pipeline = now.settings, now.pipeline
        value = setting_text(getattr(settings, _FIELDS.get(name, name)))
        if changes_nothing(name, settings):
            return _tr("{0} here: it changes nothing.").format(value)
        if pipeline is None:
            return _tr("{0} is set now.").format(value)
        names = [stage.name for stage in pipeline.stages]
        if name not in names or names.index(name) == 0:
            return _tr("{0} here.").format(value)
        before, after = (pipeline.stages[names.index(name) + step].kept for step in (-1, 0))
        return _tr("{0} here: of {1} tokens it left {2}.").format(
            value, count_text(before), count_text(after)
        )

    return sentence


_FIELDS = {"penalty": "repetition_penalty"}


def _kept(now: Moment) -> str:
    if now.pipeline is not None:
        return _tr("{0} of {1} tokens kept here.").format(
            count_text(now.pipeline.kept), count_text(now.pipeline.vocab_size)
        )
    if now.figures is None or now.figures.kept is None:
        return ""
    return numbered(
        now.figures.kept, _tr("1 token was kept here."), _tr("{0} tokens were kept here.")
    )


def _removed(now: Moment) -> str:
    rows = [row for row in now.next_token.rows if not row.is_rest]
    if not rows or (now.figures is not None and now.figures.is_prompt and now.pipeline is None):
        return ""
    by = Counter(row.removed_by for row in rows if row.is_removed)
    if not by:
        return _tr("None of the {0} rows here is removed.").format(len(rows))
    names = listed(with_colon(filter_name(name), count_text(count)) for name, count in by.items())
    return _tr("Removed of the {0} rows here: {1} ({2}).").format(
        len(rows), count_text(by.total()), names
    )


def _greedy(now: Moment) -> str:
    if now.settings.temperature == 0:
        return _tr("It is greedy here: the temperature is 0.")
    value = setting_text(now.settings.temperature)
    return _tr("Not here: the temperature is {0}.").format(value)


def _final_q(now: Moment) -> str:
    row = now.shown_row
    if row is None or row.final_p is None:
        return ""
    return _tr("{0} has a final q of {1} here, made of a raw p of {2}.").format(
        now.name(), percent_text(row.final_p), share_text(row.raw_p)
    )


# -- how the dice fall


def _draw(now: Moment) -> str:
    pipeline, place = now.pipeline, now.next_token.place
    if pipeline is not None and pipeline.draw is not None:
        return draw_in_words(pipeline.draw, now.text_of, pipeline.token_id)
    return "" if place is None else why_no_draw(place, now.next_token.figures)


def _u(now: Moment) -> str:
    figures = now.figures
    if figures is None or figures.draw is None or now.pipeline is None:
        return _draw(now)
    return _tr("u = {0} here. {1}").format(point_text(figures.draw), _draw(now))


def _seed(now: Moment) -> str:
    seed = now.sampling.seed
    if seed is None:
        return _tr("None is fixed now: each answer has new dice.")
    return _tr("Fixed now: {0}.").format(seed)


def _forced(now: Moment) -> str:
    figures = now.figures
    if figures is None:
        return ""
    if figures.is_prompt:
        return _tr("{0} stands in the prompt.").format(now.name())
    if figures.is_forced:
        return _tr("{0} was put there by you.").format(now.name())
    return _tr("{0} was chosen by the model.").format(now.name())


# -- a text, and the model


def _perplexity(now: Moment) -> str:
    message = now.text_page.message
    curves = None if message is None else curves_of(message)
    if curves is None or curves.perplexity is None:
        return ""
    return _tr("{0}, over what was foretold of this text, in tokens: {1}.").format(
        perplexity_text(curves.perplexity), count_text(curves.known)
    )


def _context(now: Moment) -> str:
    info = now.model_info.info
    if info is None:
        return ""
    return _tr("{0} of {1} tokens now.").format(
        count_text(now.model_info.context_tokens), count_text(info.shape.context_length)
    )


def _parameters(now: Moment) -> str:
    info = now.model_info.info
    if info is None:
        return ""
    return _tr("{0} has {1} parameters.").format(info.name, count_text(info.shape.parameter_count))


def _precision(now: Moment) -> str:
    if now.model_info.info is None:
        return ""
    name = precision_text(now.model_info.info.precision)
    return _tr("{0} now. {1}").format(name, now.model_info.precision_line)


def _nats(now: Moment) -> str:
    figures = now.figures
    if figures is None or figures.surprisal_bits is None or math.isinf(figures.surprisal_bits):
        return ""
    bits = figures.surprisal_bits
    return _tr("The surprisal of {0}: {1} bits are {2} nats.").format(
        now.name(), number_text(bits, 4), number_text(bits * math.log(2), 4)
    )


_SENTENCES: dict[str, Callable[[Moment], str]] = {
    "token": _token,
    "token_id": _token_id,
    "vocabulary": _vocabulary,
    "logit": _logit,
    "softmax": _softmax,
    "raw_p": _raw_p,
    "rank": _rank,
    "surprisal": _surprisal,
    "entropy": _entropy,
    "bit": _bit,
    "rest": _rest,
    "repetition_penalty": _setting("penalty"),
    "temperature": _setting("temperature"),
    "top_k": _setting("top_k"),
    "top_p": _setting("top_p"),
    "min_p": _setting("min_p"),
    "kept": _kept,
    "removed": _removed,
    "greedy": _greedy,
    "final_q": _final_q,
    "draw": _draw,
    "u": _u,
    "seed": _seed,
    "forced": _forced,
    "perplexity": _perplexity,
    "context": _context,
    "parameters": _parameters,
    "precision": _precision,
    "kl": _precision,
    "nats": _nats,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Glossary", text)
