"""Text made by rule for the bundled storyteller: a child's questions, and how a text begins.

python tests/benchmarks/storyteller_text FOLDER [--seed N]

Adds two parts to a corpus (`tokens/<part>.train.bin.xz`, `text/<part>.val.txt.xz`), as
`gptdesk-cli train` reads it:

- child_asks: everyday questions in many wordings, one to four of them in a conversation.
- beginnings: paragraphs that go on from a short opening, and lists that count.

No question that `storyteller_lists.py` counts is among them word for word. Many paragraphs begin as
an opening that is counted there does, with words of their own after it; how many is printed.
"""

from __future__ import annotations

import argparse
import lzma
import random
import sys
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from asks import conversations
from begins import paragraphs

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.training.dataset import END_OF_TEXT_ID, END_OF_TEXT_LINE
from tests.benchmarks.storyteller_lists import OPENINGS

CONVERSATIONS, PARAGRAPHS, HELD_OUT = 30_000, 24_000, 80


def write_part(folder: Path, name: str, documents: list[str], dice: random.Random) -> int:
    """Write a part of a corpus, every document once; return its tokens."""
    documents = sorted(set(documents))
    dice.shuffle(documents)
    held_out, train = documents[:HELD_OUT], documents[HELD_OUT:]
    tokenizer = BytePairTokenizer.load()
    ids = array("H")
    for document in train:
        ids.extend(tokenizer.encode(document))
        ids.append(END_OF_TEXT_ID)
    if sys.byteorder == "big":
        ids.byteswap()
    for place, data in (
        (f"tokens/{name}.train.bin.xz", ids.tobytes()),
        (f"text/{name}.train.txt.xz", END_OF_TEXT_LINE.join([*train, ""]).encode()),
        (f"text/{name}.val.txt.xz", END_OF_TEXT_LINE.join([*held_out, ""]).encode()),
    ):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(lzma.compress(data))
    return len(ids)


def main() -> None:
    """Write both parts and print their size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the corpus that gets the parts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    for name, make, number in (
        ("child_asks", conversations, CONVERSATIONS),
        ("beginnings", paragraphs, PARAGRAPHS),
    ):
        made = [document for document, _ in zip(make(dice), range(number), strict=False)]
        openings = [opening.text for opening in OPENINGS]
        print(
            f"{name}: {write_part(options.folder, name, made, dice):,} tokens,"
            f" {len(set(made)):,} of {number:,} documents differ,"
            f" {sum(document.startswith(tuple(openings)) for document in made):,} of them begin"
            " as an opening that is counted does"
        )


if __name__ == "__main__":
    main()
