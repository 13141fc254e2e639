"""How good a small storyteller is: losses, stories, questions, openings, beside their bars.

python tests/benchmarks/storyteller.py --corpus FOLDER [--model FOLDER] [--show N]

FOLDER is a corpus with text/<part>.val.txt.xz, as `gptdesk-cli train --evaluate` reads it.

- A story is good if no four tokens in a row occur more than three times, and it either ended by
  itself or is still on its subject: in its last third it names somebody or something that its
  first two sentences introduced ("a cat", "the big tree", "named Lucy").
- A question comes from held-out documents made by rule, the first of each that asks for a fact; the
  answer, greedy, is right if it is the document's own, capitals and punctuation aside.
- 20 ordinary openings and 30 questions of a child: see `storyteller_lists.py`.
"""

from __future__ import annotations

import argparse
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
)
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.storage.models.catalog import bundled_model
from gptdesk.training.dataset import read_validation
from gptdesk.training.evaluate import evaluate
from tests.benchmarks.storyteller_lists import (
    OPENING_DICE,
    OPENING_NEEDED,
    OPENING_TOKENS,
    OPENINGS,
    QUESTIONS_OF_A_CHILD,
    Opening,
    is_right,
    judge_opening,
)

STORIES, STORY_TOKENS, STORY_PROMPT = 50, 150, "Once upon a time"
QUESTIONS = 40
DOCUMENT_END = "<|endoftext|>"

_INTRODUCED = re.compile(
    r"\bnamed (\w+)|\bcalled (\w+)|\b(?:a|an|the|his|her|their) (?:(?:very|\w+) )?(\w+)", re.I
)
_FACT = re.compile(r"(What|Who|Where|Which|How many|How did|When|Why)\b.*\?$")
_SMALL_TALK = re.compile(r"\b(your|are you|can you|do you know|help me|you like)\b", re.I)
_COMMON = set(
    re.findall(r"\w+", "big little small very old new time day one who that was were had")
)


@dataclass(frozen=True)
class Answer:
    """A continuation and how it ended."""

    text: str
    token_ids: tuple[int, ...]
    reason: FinishReason


def write(
    engine: InferenceEngine, prompt: str, settings: SamplingSettings, *, seed: int, tokens: int
) -> Answer:
    """Continue `prompt`; a line break ends nothing but a question's answer."""
    request = GenerationRequest(
        (Message(Role.USER, prompt),),
        settings=settings,
        seed=seed,
        max_new_tokens=tokens,
        stop=("\n",) if settings.temperature == 0 else (),
    )
    text, ids, reason = "", [], FinishReason.MAX_TOKENS
    for event in engine.generate(request, Event()):
        if isinstance(event, GenerationStep):
            text += event.text
            ids.append(event.record.token_id)
        elif isinstance(event, GenerationEnd):
            text += event.text
            reason = event.reason
    return Answer(text, tuple(ids), reason)


def has_loop(ids: Sequence[int]) -> bool:
    """Whether four tokens in a row occur more than three times."""
    runs = Counter(zip(ids, ids[1:], ids[2:], ids[3:], strict=False))
    return max(runs.values(), default=0) > 3


def subjects_of(text: str) -> set[str]:
    """Return the words that the first two sentences introduce, lower case."""
    beginning = " ".join(re.split(r"(?<=[.!?])\s+", text)[:2])
    words = {word.lower() for match in _INTRODUCED.findall(beginning) for word in match if word}
    return words - _COMMON


def is_good_story(answer: Answer) -> bool:
    """Apply the rule of the module's docstring."""
    if has_loop(answer.token_ids):
        return False
    if answer.reason is FinishReason.END_OF_TEXT:
        return True
    text = STORY_PROMPT + answer.text
    end = set(re.findall(r"\w+", text[2 * len(text) // 3 :].lower()))
    return bool(subjects_of(text) & end)


def questions(corpus: Path) -> Iterator[tuple[str, str]]:
    """Yield prompts and right answers, one per document that asks for a fact."""
    text = lzma.decompress((corpus / "text" / "synth_qa.val.txt.xz").read_bytes()).decode()
    for document in text.split(DOCUMENT_END):
        pattern = r"(?:^|\n)((?:User|Question): (.+)\n(?:Bot|Answer):) (.+)"
        for match in re.finditer(pattern, document.strip()):
            if _FACT.match(match[2]) and not _SMALL_TALK.search(match[2]):
                is_story = match[1].startswith("Question") and "\n\n" in document.strip()
                story = document.strip().split("\n\nQuestion:")[0] + "\n\n" if is_story else ""
                yield story + match[1], match[3]
                break


def is_same(left: str, right: str) -> bool:
    """Compare answers by their words."""
    words = [re.findall(r"\w+", text.lower()) for text in (left, right)]
    return words[0] == words[1]


def good_openings(engine: InferenceEngine) -> int:
    """Write the openings on, print and judge them; return how many are good."""
    print("\nopenings, as a new conversation's settings write them on")
    return sum(_is_good_opening(engine, opening) for opening in OPENINGS)


def _is_good_opening(engine: InferenceEngine, opening: Opening) -> bool:
    faults = []
    for seed in range(OPENING_DICE):
        text = write(
            engine, opening.text, SamplingSettings(), seed=seed, tokens=OPENING_TOKENS
        ).text
        faults.append(judge_opening(opening, text))
        print(f"  [{faults[-1] or 'good'}] {(opening.text + text)!r}")
    return faults.count("") >= OPENING_NEEDED


def right_answers(engine: InferenceEngine) -> int:
    """Ask the questions of a child, print and judge the answers; return how many are right."""
    print("\nquestions of a child, greedy")
    right = 0
    for question in QUESTIONS_OF_A_CHILD:
        prompt = f"User: {question.text}\nBot:"
        reply = write(engine, prompt, SamplingSettings(temperature=0), seed=0, tokens=40).text
        mark = is_right(question, reply)
        right += mark
        print(f"  [{'right' if mark else 'wrong'}] {question.text} -> {reply.strip()}")
    return right


def seen_in_training(corpus: Path) -> list[str]:
    """Return the openings' and questions' sentences that the training text has word for word."""
    texts = [question.text for question in QUESTIONS_OF_A_CHILD]
    found: set[str] = set()
    for path in corpus.glob("text/*.train.txt.xz"):
        train = lzma.decompress(path.read_bytes()).decode()
        found |= {text for text in texts if text in train}
    return sorted(found)


def main() -> None:
    """Print every figure beside its bar."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=bundled_model())
    parser.add_argument("--show", type=int, default=3, help="samples of each kind to print")
    options = parser.parse_args()
    engine = InferenceEngine()
    info = engine.load(LoadRequest(options.model, device="cpu"), lambda _: None)
    print(
        f"{info.name}, {info.shape.parameter_count:,} parameters, {info.threads} threads, sha256",
        end="",
    )
    print(f" {info.sha256}")

    dice = SamplingSettings(temperature=0.8, top_p=0.95)
    begin = time.perf_counter()
    stories = [
        write(engine, STORY_PROMPT, dice, seed=seed, tokens=STORY_TOKENS) for seed in range(STORIES)
    ]
    seconds = time.perf_counter() - begin
    speed = sum(len(story.token_ids) for story in stories) / seconds
    good = sum(map(is_good_story, stories))
    loops = sum(has_loop(story.token_ids) for story in stories)
    ended = sum(story.reason is FinishReason.END_OF_TEXT for story in stories)
    for story in stories[: options.show]:
        print(f"\n[{'good' if is_good_story(story) else 'bad'}] {STORY_PROMPT}{story.text}")

    asked = [pair for _, pair in zip(range(QUESTIONS), questions(options.corpus), strict=False)]
    greedy = SamplingSettings(temperature=0)
    replies = [write(engine, prompt, greedy, seed=0, tokens=40).text for prompt, _ in asked]
    right = sum(is_same(reply, answer) for reply, (_, answer) in zip(replies, asked, strict=True))
    print()
    for reply, (prompt, answer) in list(zip(replies, asked, strict=True))[: 4 * options.show]:
        mark = "right" if is_same(reply, answer) else "wrong"
        print(f"[{mark}] {prompt.splitlines()[-2]} -> {reply.strip()} ({answer})")

    openings, child = good_openings(engine), right_answers(engine)
    for text in seen_in_training(options.corpus):
        print(f"  in the training text word for word: {text}")

    print("\nloss, nats per token")
    documents, model = read_validation(options.corpus), read_checkpoint(options.model).model
    for part, must in (("tinystories", 1.92), ("kids_pd", 3.5)):
        result = evaluate(model, documents[part], engine.tokenizer.encode)
        print(f"  {part}.val {result.nats_per_token:.3f} (must <= {must})")
    print(f"stories good {good} of {STORIES} (must 44): {ended} ended, {loops} loop")
    print(f"questions right {right} of {len(asked)} (must 38)")
    print(f"openings good {openings} of {len(OPENINGS)} (must 14)")
    print(f"questions of a child right {child} of {len(QUESTIONS_OF_A_CHILD)} (must 18)")
    print(f"speed {speed:.1f} tokens/s, prompt and statistics included (must 100)")


if __name__ == "__main__":
    main()
