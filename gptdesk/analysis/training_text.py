"""A text before a network is trained on it: what window and terminal tell of it."""

from __future__ import annotations

from gptdesk.sentences import Translate, numbered, one_line, size_text

TOKEN_BYTES = 4  # of English text in GPT-2's tokens, about


def learned_by_heart(name: str, n_tokens: int, step_tokens: int, translate: Translate) -> str:
    """Return a sentence on a text of fewer tokens than one step reads.

    Args:
        name: of its file or folder.
        n_tokens: of it, at least about.
        step_tokens: that one step reads.
        translate: of a context and a text.
    """
    return translate(
        "training text",
        "{0} has about {1}, and each step reads {2}: it would learn this text by heart. About {3} "
        "or more are enough.",
    ).format(
        one_line(name),
        numbered(
            n_tokens,
            translate("training text", "1 token"),
            translate("training text", "{0} tokens"),
        ),
        f"{step_tokens:,}",
        size_text(step_tokens * TOKEN_BYTES),
    )
