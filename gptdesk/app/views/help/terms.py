"""The terms of the glossary in plain words, and the pages on which they are read.

Owns the explanations. What a term is worth at this moment is told by `moment.py`; the definitions
are those of 'Numbers' in `chat/tokens.py`. Pure text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class Page(StrEnum):
    """The pages of the inspector."""

    NEXT = "next"
    PIPELINE = "pipeline"
    TEXT = "text"
    MODEL = "model"


# The terms that a page shows, in the order in which they stand there.
TERMS_OF_PAGE = {
    Page.NEXT: (
        "token raw_p final_q rank entropy draw u token_id rest temperature top_k top_p min_p"
        " repetition_penalty seed removed forced greedy"
    ),
    Page.PIPELINE: (
        "token raw_p final_q rank entropy kept draw u logit softmax repetition_penalty temperature"
        " top_k top_p min_p removed greedy rest forced"
    ),
    Page.TEXT: "perplexity surprisal entropy rank bit forced token",
    Page.MODEL: "context parameters vocabulary precision kl nats",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry.

    Attributes:
        key: names it in the program.
        title: names it in the window.
        text: what it is.
        also: other words under which somebody may look for it.
    """

    key: str
    title: str
    text: str
    also: str = ""

    def matches(self, typed: str) -> bool:
        """Return whether each typed word stands in its name or its explanation."""
        text = f"{self.title} {self.also} {self.text}".casefold()
        return all(word in text for word in typed.casefold().split())


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that are read together.

    Attributes:
        title: what they are about.
        terms: from the simple to what is made of it.
    """

    title: str
    terms: tuple[Term, ...]


def page_name(page: Page) -> str:
    """Return what a page is called on its tab."""
    return {
        Page.NEXT: _tr("Next token"),
        Page.PIPELINE: _tr("Pipeline"),
        Page.TEXT: _tr("Text"),
        Page.MODEL: _tr("Model"),
    }[page]


def all_groups() -> tuple[TermGroup, ...]:
    """Return every term, in the order in which a lesson would have them."""
    return (
        TermGroup(_tr("What the network says"), _of_the_network()),
        TermGroup(_tr("What the settings do"), _of_the_settings()),
        TermGroup(_tr("How the dice fall"), _of_the_dice()),
        TermGroup(_tr("A text, and the model"), _of_text_and_model()),
        TermGroup(_tr("Under the hood"), _of_the_inside()),
    )


def groups_for(page: Page) -> tuple[TermGroup, ...]:
    """Return the terms of a page first, and then all others."""
    keys = TERMS_OF_PAGE[page].split()
    by_key = {term.key: term for group in all_groups() for term in group.terms}
    here = TermGroup(
        _tr("On the page “{0}”").format(page_name(page)), tuple(by_key.pop(key) for key in keys)
    )
    return (here, TermGroup(_tr("All other terms"), tuple(by_key.values())))


def _of_the_network() -> tuple[Term, ...]:
    return (
        Term(
            "token",
            _tr("Token"),
            _tr(
                "The piece of text that the network reads and writes: a word, a part of one, or a"
                " sign, often with the space before it. An answer is made one token at a time."
            ),
        ),
        Term(
            "token_id",
            _tr("Token id"),
            _tr(
                "The number of a token in the vocabulary, counted from 0. The network sees only"
                " these numbers. With another model the same number may be another token."
            ),
        ),
        Term(
            "vocabulary",
            _tr("Vocabulary"),
            _tr(
                "All tokens that a model knows. At each step it gives a probability to every one"
                " of them; whatever is shown here is computed over all."
            ),
        ),
        Term(
            "logit",
            _tr("Logit"),
            _tr(
                "The score that the network itself gives to a token, before any probability. Only"
                " differences count: one more means e = 2.718 times as probable."
            ),
            _tr("score"),
        ),
        Term(
            "softmax",
            _tr("Softmax"),
            _tr(
                "The step from scores to probabilities: e to the power of each score, divided by"
                " the sum of these over the whole vocabulary. So all of them together are 100 %."
            ),
            _tr("normalise weights"),
        ),
        Term(
            "raw_p",
            _tr("Raw p"),
            _tr(
                "The probability that the network gives to a token: the softmax of the logits at"
                " temperature 1, before any setting, in float32 over the whole vocabulary."
            ),
            _tr("probability chance"),
        ),
        Term(
            "rank",
            _tr("Rank"),
            _tr(
                "The place of a token when all tokens of the vocabulary are put in order of raw p."
                " The most probable one has rank 1; of equal ones, the lower id comes first."
            ),
        ),
        Term(
            "surprisal",
            _tr("Surprisal"),
            _tr(
                "How unexpected a token was: −log2 of its raw p, in bits. 50 % is 1 bit, 25 % are 2"
                " bits, and so on. A token that was certain has 0 bits."
            ),
            _tr("information"),
        ),
        Term(
            "entropy",
            _tr("Entropy"),
            _tr(
                "How unsure the network was before the token came: the surprisal that it expected"
                " itself, −Σ p log2 p over the whole vocabulary, in bits. 0 is sure; n bits are as"
                " unsure as a fair choice among 2 to the power of n tokens."
            ),
            _tr("uncertainty"),
        ),
        Term(
            "bit",
            _tr("Bit"),
            _tr(
                "The unit of surprisal and entropy: what one toss of a fair coin tells. Each bit"
                " more is half as probable."
            ),
        ),
        Term(
            "rest",
            _tr("Everything else"),
            _tr(
                "The last row of a list: all tokens without a row of their own, together. With it"
                " each column sums to 100 %."
            ),
        ),
    )


def _of_the_settings() -> tuple[Term, ...]:
    return (
        Term(
            "repetition_penalty",
            _tr("Repetition penalty"),
            _tr(
                "The first setting that is applied. A token that already occurred has its logit"
                " divided by it where it is positive, and multiplied where it is negative. Above 1"
                " such tokens become less probable; 1 changes nothing."
            ),
        ),
        Term(
            "temperature",
            _tr("Temperature"),
            _tr(
                "Divides every score before the softmax. Below 1 the probable tokens become more"
                " probable, above 1 all become more alike; 1 changes nothing, 0 is greedy."
            ),
        ),
        Term(
            "top_k",
            _tr("Top-k"),
            _tr(
                "A filter that keeps the k tokens with the best scores, and those that tie with the"
                " last of them. 0 switches it off."
            ),
            _tr("filter"),
        ),
        Term(
            "top_p",
            _tr("Top-p"),
            _tr(
                "A filter that keeps the most probable tokens until together they reach p; the one"
                " that crosses p is kept too. 1 switches it off."
            ),
            _tr("filter nucleus"),
        ),
        Term(
            "min_p",
            _tr("Min-p"),
            _tr(
                "A filter that keeps each token that is at least this fraction as probable as the"
                " most probable one: where the network is sure few stay, where it is unsure many."
                " 0 switches it off."
            ),
            _tr("filter"),
        ),
        Term(
            "kept",
            _tr("Kept"),
            _tr(
                "How many tokens of the vocabulary are left when all filters were applied. One of"
                " them is drawn; at least one always stays."
            ),
        ),
        Term(
            "removed",
            _tr("Removed"),
            _tr(
                "A token that a filter took out. It stays in the list, struck through and with the"
                " name of that filter: its final q is 0, and no dice can choose it."
            ),
            _tr("struck out filter"),
        ),
        Term(
            "greedy",
            _tr("Greedy"),
            _tr(
                "What temperature 0 does: the token with the best score is always taken, of equal"
                " ones the lowest id. No dice are asked, and the answer is the same each time."
            ),
            _tr("argmax"),
        ),
        Term(
            "final_q",
            _tr("Final q"),
            _tr(
                "The probability with which a token was really drawn: after penalty, temperature,"
                " top-k, top-p and min-p, in this order, scaled up again so that what is kept sums"
                " to 100 %."
            ),
            _tr("probability chance"),
        ),
    )


def _of_the_dice() -> tuple[Term, ...]:
    return (
        Term(
            "draw",
            _tr("The draw"),
            _tr(
                "How one of the kept tokens is chosen. They are laid end to end from 0 to 1, the"
                " most probable first, each as long as its final q; the one on which u falls is"
                " the next token."
            ),
            _tr("dice sampling chance"),
        ),
        Term(
            "u",
            _tr("u"),
            _tr(
                "The number that the dice give for one token, from 0 up to, but never, 1. It is"
                " kept with the token, so that the same dice can be thrown with other settings."
            ),
            _tr("dice random number"),
        ),
        Term(
            "seed",
            _tr("Seed"),
            _tr(
                "The number from which all u of an answer are computed. The same model, text,"
                " settings and seed give the same answer again, on the same device and precision."
            ),
            _tr("dice"),
        ),
        Term(
            "forced",
            _tr("Put by you"),
            _tr(
                "A token that you put into the text in the place of another one. No dice were asked"
                " for it; the answer goes on from there in a branch of its own."
            ),
            _tr("forced swap branch"),
        ),
    )


def _of_text_and_model() -> tuple[Term, ...]:
    return (
        Term(
            "perplexity",
            _tr("Perplexity"),
            _tr(
                "How hard a whole text was to foresee: 2 to the power of the mean surprisal of its"
                " tokens. It is as if each of them had been a fair choice among so many."
            ),
        ),
        Term(
            "context",
            _tr("Context"),
            _tr(
                "The tokens that the network sees when it computes the next one, and how many it"
                " can see at most. When it is full, the older part is left out and the text says"
                " where that happened."
            ),
            _tr("context length window memory"),
        ),
        Term(
            "parameters",
            _tr("Parameters"),
            _tr(
                "The numbers that training has found, and that answering only reads: embeddings,"
                " attention, feed-forward layers and norms."
            ),
            _tr("weights size"),
        ),
        Term(
            "precision",
            _tr("Precision"),
            _tr(
                "How finely the weights are kept and multiplied: Exact is float32, Balanced has 16"
                " bits, Fast has 8. How far the result is from float32 is measured on your model."
            ),
            _tr("float32 bfloat16 int8"),
        ),
        Term(
            "kl",
            _tr("KL"),
            _tr(
                "The Kullback–Leibler divergence: how far one distribution is from another,"
                " Σ p ln(p / q) over the whole vocabulary. 0 means that they are the same. Here it"
                " compares a precision with float32, and two models with each other."
            ),
            _tr("divergence error"),
        ),
        Term(
            "nats",
            _tr("Nat"),
            _tr(
                "The unit of surprisal and KL where the natural logarithm is used instead of log2."
                " One nat is 1.4427 bits."
            ),
            _tr("nats"),
        ),
    )


def _of_the_inside() -> tuple[Term, ...]:
    return (
        Term(
            "head",
            _tr("Attention head"),
            _tr(
                "A part of a block that reads from earlier places: its weights, which sum to 100 %"
                " at each place, say how much from where. 3.2 is head 2 of block 3."
            ),
            _tr("attention weight score row"),
        ),
        Term(
            "induction",
            _tr("Induction"),
            _tr(
                "A way of reading: the token here stood in the text before, and the head reads what"
                " came next then. Its figure is the weight of these places, as a mean over all"
                " places that can read so; the figures for the previous place, the first place and"
                " the same token are such means too."
            ),
            _tr("previous place first place same token pattern"),
        ),
        Term(
            "head_off",
            _tr("Head off"),
            _tr(
                "The network computed without a head: it writes zeros, or, with “mean, not zero”,"
                " its mean over this text. “All off” does so with every head: no place reads"
                " another one then. The first other place is where the most probable token is"
                " another one than before. The model itself and the answer stay as they are."
            ),
            _tr("all off mean zero ablation strength what if first other place"),
        ),
        Term(
            "lens",
            _tr("Lens"),
            _tr(
                "What the network would say if it ended after a block: the vector there, read by"
                " the last norm and the output matrix. A reading, not a belief."
            ),
            _tr("logit lens stream point"),
        ),
        Term(
            "contribution",
            _tr("What wrote the logit"),
            _tr(
                "The logit of a token as a sum of what each part wrote. Raw is the share itself,"
                " centred the share above the mean logit of all tokens, versus the share above"
                " another token's. Exact as an account, but no forecast of what a head off does."
            ),
            _tr("raw centred versus share contribution part"),
        ),
        Term(
            "update",
            _tr("One update"),
            _tr(
                "One step of learning on a copy. Plain moves each weight by the learning rate times"
                " its gradient; AdamW's first step moves it by the learning rate, nearly. Put back"
                " gives the copy up; the loaded model never changes."
            ),
            _tr("plain AdamW gradient loss learning rate put back shortcuts"),
        ),
        Term(
            "integrated_gradients",
            _tr("Integrated gradients"),
            _tr(
                "How ln p of the token grows on a straight line from a baseline to the text, shared"
                " out among the tokens. It depends on the baseline, and does not say what would"
                " happen without a token."
            ),
            _tr("baseline attribution"),
        ),
        Term(
            "patching",
            _tr("Patching"),
            _tr(
                "One branch is computed again with a single vector taken from the other. 0 means"
                " that it changes nothing, 1 that this one vector makes the whole difference."
            ),
            _tr("two branches"),
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Glossary", text)
