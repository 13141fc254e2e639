"""The words of the tours: what each is called, and what it says at its stops.

A tour follows one of the texts that teach the network; where that text's simple form differs from
this network, the sentence says so.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gptdesk.app.viewmodels.inside.walking import Entry, Page, Tour, entry_of
from gptdesk.engine.inside.values import Stop


def tour_name(tour: Tour) -> str:
    """Return what a tour is called in the list."""
    return _tr(_NAMES[tour])


def tour_note(tour: Tour, entry: Entry, design: str) -> str:
    """Return what a tour says at a stop or page; empty where it says nothing.

    Args:
        tour: which.
        entry: of its list.
        design: of the network, as in `ANATOMIES`.
    """
    notes = _NOTES.get(tour, {})
    if design == "llama":
        notes = {**notes, **_NOTES_OF_LLAMA.get(tour, {})}
    for place, note in notes.items():
        if entry_of(place) == entry:
            return _tr(note)
    return ""


_NAMES: dict[Tour, Any] = {
    Tour.ALL: QT_TRANSLATE_NOOP("Tours", "All stops"),
    Tour.SHORT: QT_TRANSLATE_NOOP("Tours", "Tour: Short"),
    Tour.EMBEDDING: QT_TRANSLATE_NOOP("Tours", "Tour: Embedding"),
    Tour.ATTENTION: QT_TRANSLATE_NOOP("Tours", "Tour: Attention"),
    Tour.BLOCK: QT_TRANSLATE_NOOP("Tours", "Tour: Block"),
    Tour.WHOLE_MODEL: QT_TRANSLATE_NOOP("Tours", "Tour: Whole model"),
    Tour.LEARNING: QT_TRANSLATE_NOOP("Tours", "Tour: Learning"),
}

_NOTES: dict[Tour, dict[Stop | Page, Any]] = {
    Tour.SHORT: {
        Stop.TOKEN: QT_TRANSLATE_NOOP(
            "Tours",
            "A text is a row of numbers. Each number picks its row of the table E: that is all "
            "that an embedding layer does.",
        ),
        Stop.INPUT: QT_TRANSLATE_NOOP(
            "Tours", "The shape is now places × width. It stays so until the very end."
        ),
        Stop.QUERY_KEY_VALUE: QT_TRANSLATE_NOOP(
            "Tours",
            "Three matrices make three vectors of each place. The simple form has one head as "
            "wide as the vector; here every head has its own small part.",
        ),
        Stop.SCORES: QT_TRANSLATE_NOOP(
            "Tours",
            "A query times all keys. The simple form leaves out ÷ √D and the mask, so that a "
            "place would read what comes after it too.",
        ),
        Stop.WEIGHTED_SUM: QT_TRANSLATE_NOOP(
            "Tours", "The weights mix the values: places that are read more count more."
        ),
        Stop.PROJECTION: QT_TRANSLATE_NOOP(
            "Tours",
            "The simple form ends here and goes straight to the logits. This network adds the "
            "result to the stream, and does the same in every block.",
        ),
        Stop.LOGITS: QT_TRANSLATE_NOOP(
            "Tours",
            "Only the last place's row is needed: softmax makes probabilities of it, argmax "
            "picks the best, and its text is the next token.",
        ),
    },
    Tour.EMBEDDING: {
        Stop.TOKEN: QT_TRANSLATE_NOOP(
            "Tours", "A token is a point in a space of as many dimensions as the vector has."
        ),
        Stop.INPUT: QT_TRANSLATE_NOOP(
            "Tours",
            "The same token at another place begins as another vector: the position is added.",
        ),
        Page.SPACE: QT_TRANSLATE_NOOP(
            "Tours",
            "Near meaning, near vectors: by cosine, which compares directions. The dot product "
            "also counts the lengths, and finds other neighbours.",
        ),
        Stop.RESIDUAL_2: QT_TRANSLATE_NOOP(
            "Tours",
            "Block by block the vector moves away from its own token: it takes in what the "
            "places before it say.",
        ),
        Stop.FINAL_NORM: QT_TRANSLATE_NOOP(
            "Tours", "This one vector carries all that the network knows of what comes next."
        ),
        Stop.LOGITS: QT_TRANSLATE_NOOP(
            "Tours",
            "Unembedding: the vector is compared with every token of the vocabulary by a dot "
            "product, and the best aligned wins.",
        ),
    },
    Tour.ATTENTION: {
        Stop.TOKEN: QT_TRANSLATE_NOOP(
            "Tours",
            "A one-hot row times the table is the same as looking up one row, without the "
            "multiplications by zero.",
        ),
        Stop.INPUT: QT_TRANSLATE_NOOP("Tours", "Token plus position."),
        Stop.QUERY_KEY_VALUE: QT_TRANSLATE_NOOP(
            "Tours", "Step 1: queries, keys and values, by three matrices, cut into heads."
        ),
        Stop.SCORES: QT_TRANSLATE_NOOP(
            "Tours",
            "Steps 2 to 4: scores, divided by √D so that softmax does not saturate, later places "
            "set to minus infinity, then softmax: each row sums to 1.",
        ),
        Stop.WEIGHTED_SUM: QT_TRANSLATE_NOOP("Tours", "Step 5: the weighted sum of the values."),
        Stop.PROJECTION: QT_TRANSLATE_NOOP(
            "Tours", "The heads are put side by side and mixed by the output matrix."
        ),
        Stop.RESIDUAL_1: QT_TRANSLATE_NOOP(
            "Tours", "Dropout does nothing outside training; then the result is added."
        ),
        Stop.NORM_2: QT_TRANSLATE_NOOP(
            "Tours",
            "The original transformer norms after adding. GPT-2 norms what goes into each layer, "
            "and leaves the stream itself alone.",
        ),
    },
    Tour.BLOCK: {
        Stop.INPUT: QT_TRANSLATE_NOOP(
            "Tours",
            "One vector holds three kinds of information: what the token is, where it stands, and "
            "soon what the others say.",
        ),
        Stop.NORM_1: QT_TRANSLATE_NOOP(
            "Tours", "Mean and variance are those of this one place, over its dimensions."
        ),
        Stop.QUERY_KEY_VALUE: QT_TRANSLATE_NOOP(
            "Tours", "The width is cut into heads: heads × D is the width again."
        ),
        Stop.SCORES: QT_TRANSLATE_NOOP(
            "Tours", "Relations: every head asks its own question of the places before."
        ),
        Stop.WEIGHTED_SUM: QT_TRANSLATE_NOOP("Tours", "What each head brings back."),
        Stop.PROJECTION: QT_TRANSLATE_NOOP("Tours", "Back to the full width."),
        Stop.RESIDUAL_1: QT_TRANSLATE_NOOP(
            "Tours", "The shortcut keeps the original: compare the lengths of the three."
        ),
        Stop.NORM_2: QT_TRANSLATE_NOOP("Tours", "Normed again, before thinking."),
        Stop.WIDEN: QT_TRANSLATE_NOOP("Tours", "Four times wider: room to combine features."),
        Stop.GELU: QT_TRANSLATE_NOOP(
            "Tours", "Most inputs are below 0. ReLU would erase them, GELU lets a little pass."
        ),
        Stop.NARROW: QT_TRANSLATE_NOOP("Tours", "And narrow again, to be added."),
        Stop.RESIDUAL_2: QT_TRANSLATE_NOOP(
            "Tours", "The block's result has the shape of its input: blocks can be stacked."
        ),
    },
    Tour.WHOLE_MODEL: {
        Stop.TOKEN: QT_TRANSLATE_NOOP(
            "Tours", "The whole way, block by block: Page Down goes on to the next block."
        ),
        Stop.NORM_1: QT_TRANSLATE_NOOP(
            "Tours", "Mean 0 and variance 1 stand in the figures beside the first row."
        ),
        Stop.GELU: QT_TRANSLATE_NOOP(
            "Tours", "Compare both rows: where ReLU is flat, GELU keeps weak negative signals."
        ),
        Stop.LOGITS: QT_TRANSLATE_NOOP(
            "Tours",
            "To go on: take the best token, put it at the end, and do all of it again. This tour "
            "ends with a key for that.",
        ),
        Page.LENS: QT_TRANSLATE_NOOP(
            "Tours", "What each block would have said, had it been the last."
        ),
        Page.CONTRIBUTIONS: QT_TRANSLATE_NOOP(
            "Tours", "And which parts wrote the logit of the token that came."
        ),
        Page.LEARNING: QT_TRANSLATE_NOOP(
            "Tours",
            "Choose “Without shortcuts”, and compare the loss and the lengths of the gradient, "
            "block by block, with those of the network as it is.",
        ),
        Page.PLAY: QT_TRANSLATE_NOOP(
            "Tours", "One key, one token: the whole way again. That is how a text is written."
        ),
    },
    Tour.LEARNING: {
        Stop.LOGITS: QT_TRANSLATE_NOOP(
            "Tours",
            "Training asks at every place: how probable was the token that really came? The loss "
            "is the mean of −ln p.",
        ),
        Page.LEARNING: QT_TRANSLATE_NOOP(
            "Tours",
            "The gradient says how each weight changes the loss; one update moves all of them a "
            "little. Try 0.01, 0.1 and 1: too large a step makes it worse.",
        ),
    },
}

# The same where a network of the Llama family is another one.
_NOTES_OF_LLAMA: dict[Tour, dict[Stop | Page, Any]] = {
    Tour.EMBEDDING: {
        Stop.TOKEN: QT_TRANSLATE_NOOP(
            "Tours",
            "A token is a point in a space of as many dimensions as the vector has. It is the same "
            "at every place: where it stands comes in by turning queries and keys.",
        ),
    },
    Tour.ATTENTION: {
        Stop.QUERY_KEY_VALUE: QT_TRANSLATE_NOOP(
            "Tours",
            "Step 1: queries, keys and values, by three matrices, cut into heads. Several query "
            "heads share one key and one value: less has to be kept of each token.",
        ),
        Stop.ROTATION: QT_TRANSLATE_NOOP(
            "Tours",
            "The original transformer adds a vector for the place. Here pairs of numbers are "
            "turned, so that q · k depends on how far apart two places are.",
        ),
        Stop.NORM_2: QT_TRANSLATE_NOOP(
            "Tours",
            "The original transformer norms after adding. Here each layer reads a normed vector, "
            "without taking the mean off, and the stream itself is left alone.",
        ),
    },
    Tour.BLOCK: {
        Stop.NORM_1: QT_TRANSLATE_NOOP(
            "Tours", "The mean square is that of this one place, over its dimensions."
        ),
        Stop.QUERY_KEY_VALUE: QT_TRANSLATE_NOOP(
            "Tours", "Every head has its own query; a group of heads shares a key and a value."
        ),
        Stop.ROTATION: QT_TRANSLATE_NOOP(
            "Tours", "Fast pairs tell near places apart, slow ones far places."
        ),
        Stop.GATE_UP: QT_TRANSLATE_NOOP(
            "Tours", "Two matrices widen: one says how far to open, the other what comes through."
        ),
        Stop.GATE: QT_TRANSLATE_NOOP(
            "Tours", "A gate below 0 is nearly shut; the product may have either sign."
        ),
    },
    Tour.WHOLE_MODEL: {
        Stop.NORM_1: QT_TRANSLATE_NOOP(
            "Tours", "Mean square 1 before the scale; the mean stays where it is."
        ),
        Stop.GATE: QT_TRANSLATE_NOOP(
            "Tours", "Compare gate and SiLU: weak negative signals stay a little."
        ),
    },
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tours", text)
