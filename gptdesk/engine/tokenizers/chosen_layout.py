"""Ways to lay out a conversation that a user can choose, in the place of a model's own.

Plain values that cross threads; the standard library only. `run/prompt.py` writes the first two,
the sandbox of `run/chat_template.py` the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gptdesk.engine.tokenizers.chat_format import ChatFormat
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import require

OWN = "own"

_IN_JINJA: Mapping[str, str] = MappingProxyType(
    {
        # https://github.com/tatsu-lab/stanford_alpaca, README, "prompt without input"
        "alpaca": (
            "Below is an instruction that describes a task. Write a response that appropriately "
            "completes the request.\n\n"
            "{% for message in messages %}{% if message.role == 'user' %}"
            "### Instruction:\n{{ message.content | trim }}\n\n### Response:\n"
            "{% else %}{{ message.content | trim }}\n\n{% endif %}{% endfor %}"
        ),
        # https://huggingface.co/microsoft/DialoGPT-medium, tokenizer_config.json
        "dialogpt": "{% for message in messages %}{{ message.content }}{{ eos_token }}{% endfor %}",
        # https://huggingface.co/docs/transformers/chat_templating
        "chatml": (
            "{% for message in messages %}"
            "<|im_start|>{{ message.role }}\n{{ message.content | trim }}<|im_end|>\n"
            "{% endfor %}"
            "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
        ),
    }
)
LAYOUTS = ("plain", "user_bot", *_IN_JINJA, OWN)

# What an own one begins with, to be changed.
FIRST_SOURCE = """{% for message in messages %}
{% if message.role == 'user' %}
User: {{ message.content | trim }}
{% else %}
Bot: {{ message.content | trim }}
{% endif %}
{% endfor %}
Bot:"""


@dataclass(frozen=True, slots=True)
class ChosenLayout:
    """A way to lay out conversations.

    Attributes:
        name: one of `LAYOUTS`.
        source: of the user's own one, in Jinja; empty with the others.
    """

    name: str
    source: str = ""

    def __post_init__(self) -> None:
        require(self.name in LAYOUTS, "name", self.name, f"one of {', '.join(LAYOUTS)}")
        is_whole = bool(self.source.strip()) == (self.name == OWN)
        require(is_whole, "source", self.source, "a template for an own layout, and for no other")

    def form(self, vocabulary: Vocabulary) -> ChatFormat | None:
        """Return it for the tokens of a model; None where it needs no template in Jinja."""
        source = self.source or _IN_JINJA.get(self.name)
        if source is None:
            return None
        ends = vocabulary.end_ids
        pairs = vocabulary.pairs
        ids = sorted(ends if pairs is None else ends | pairs.control_ids)
        names = {one: vocabulary.piece(one).decode("utf-8", "replace") for one in ids}
        start = vocabulary.start_id
        return ChatFormat(
            source,
            tuple((name, one) for one, name in names.items() if name),
            bos="" if start is None else names.get(start, ""),
            eos=names[min(ends)] if ends else "",
            is_chosen=True,
        )
