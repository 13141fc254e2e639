"""Guess and check: tokens that may come next are read at once, where that has been found to pay.

A network reads eight tokens at once in much less than eight times the time of one. So where a text
repeats itself, what followed there before is the guess of what follows now, and one pass gives the
logits after each of its tokens. They are chosen from as ever, one by one, with the dice of their
places: a guess is right exactly where the token chosen is the one that was read. What is read
after the first wrong one is not used, so that dice, text and records are those of the plain way,
to the last digits of float32, which sums of several tokens add up in another order, as those of a
prompt do. Where the dice fall on the edge between two tokens, that chooses the other one: of what
was read in such a pass about one in 400,000 with the settings a chat begins with, and one in 3,000
at temperature 1 without filters, where the order of tokens that are nearly as improbable changes.

Three parts. `Lookup` makes guesses (prompt lookup, https://github.com/apoorvumang/prompt-lookup-
decoding), `Gain` says whether one is worth a pass, `GuessingReader` stands for the reader of one
answer. None knows settings or dice.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from statistics import median
from threading import Event

from torch import Tensor

from gptdesk.engine.run.reader import Reader

# Tokens that stood in the same order before. In stories the next one after three is the same in a
# third of all cases, after five in two thirds; where a text repeats itself, nearly always.
_ALIKE = 5
_FAR_ENOUGH = 32  # tokens back that are compared
LENGTHS = (3, 7, 15)  # tokens of a guess; with the one that is known they are 4, 8 and 16

_SHORTEST_S = 1e-9  # of a step, where a clock is coarse
_LATEST = 9  # times of each kind of pass, of which the median counts
_PURSE, _FULL_PURSE = 4.0, 12.0  # steps that wrong guesses may cost: at first, and at most
_INCOME = 0.01  # of a plain step: what guessing may cost where it never pays
_LOOK_AGAIN = 128  # plain steps after which one more guess is tried against all experience
_PRIOR_WEIGHT = 4.0  # guessed tokens that what is expected beforehand counts for
_MEMORY = 32.0  # guessed tokens that are remembered; older ones count half


class Lookup:
    """Where the last tokens of a text stood before in it, and what followed there.

    Attributes:
        alike: how many of the last tokens stood there in the same order; 0 where fewer than five
            did. Beyond 32 they are counted only as they come.
    """

    def __init__(self) -> None:
        self.alike = 0
        self._text: list[int] = []
        self._next = 0  # the place after those that are alike
        self._after: dict[tuple[int, ...], int] = {}  # the place after the latest of five tokens

    def read(self, context: Sequence[int]) -> None:
        """Take what is new of a text; all that was taken before begins it."""
        for token_id in context[len(self._text) :]:
            self._append(token_id)

    def guess(self, length: int) -> list[int]:
        """Return `length` tokens that may follow, where `alike` is not 0.

        What reaches the end of the text goes on with itself, as the text does that repeats one
        word for ever.
        """
        guess: list[int] = []
        for place in range(self._next, self._next + length):
            beyond = place - len(self._text)
            guess.append(self._text[place] if beyond < 0 else guess[beyond])
        return guess

    def _append(self, token_id: int) -> None:
        goes_on = self.alike > 0 and self._text[self._next] == token_id
        self._text.append(token_id)
        last = tuple(self._text[-_ALIKE:])
        if goes_on:
            self.alike += 1
            self._next += 1
        else:
            self._next = self._after.get(last, 0)
            self.alike = self._count_alike() if self._next else 0
        if len(last) == _ALIKE:
            self._after[last] = len(self._text)

    def _count_alike(self) -> int:
        text, here, there = self._text, len(self._text) - 1, self._next - 1
        most = min(_FAR_ENOUGH, self._next)
        return next((n for n in range(_ALIKE, most) if text[here - n] != text[there - n]), most)


class Gain:
    """What guesses have cost and brought with one network on this machine.

    Costs are in plain steps, measured: nothing is known of a machine beforehand. Wrong guesses are
    paid for out of a purse. Right ones fill it, up to a limit, and so does a hundredth of each
    plain step: where guessing never pays, that is what it costs.

    Attributes:
        checks: passes that checked a guess.
        guessed: tokens that they guessed.
        kept: how many of these were right.
        saved_steps: plain steps that they spared, less what the checks took.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Measure by `clock`, in seconds."""
        self.clock = clock
        self.checks = self.guessed = self.kept = 0
        self.saved_steps = 0.0
        self._step_s: deque[float] = deque(maxlen=_LATEST)
        self._check_s = {length: deque[float](maxlen=_LATEST) for length in LENGTHS}
        self._right: dict[int, float] = {}  # guessed tokens that were right, by `_kind`
        self._judged: dict[int, float] = {}  # these, and the first wrong one of each guess
        self._purse = _PURSE
        self._plain_steps = 0  # since the latest check

    def length_for(self, alike: int, most: int) -> int:
        """Return how many tokens to guess now, one of `LENGTHS`; 0 is none.

        Args:
            alike: as `Lookup` has it.
            most: more cannot be used.
        """
        if not alike or not self._step_s or most < LENGTHS[0]:
            return 0
        best, length = 0.0, 0
        for longer in (n for n in LENGTHS if n <= most):
            tokens_per_step = self._expected_tokens(alike, longer) / self._cost(longer)
            if tokens_per_step > best:
                best, length = tokens_per_step, longer
            if not self._check_s[longer]:
                break  # how dear this one is shows first
        is_wanted = best > 1 or self._plain_steps >= _LOOK_AGAIN
        can_pay = self._purse >= self._cost(length) - 1
        return length if is_wanted and can_pay else 0

    def note_step(self, seconds: float) -> None:
        """Take the time of a plain step."""
        self._step_s.append(seconds)
        self._plain_steps += 1
        self._earn(_INCOME)

    def note_check(self, length: int, seconds: float) -> None:
        """Take the time of a pass that read one token and a guess of `length` more."""
        self._check_s[length].append(seconds)
        self.checks += 1
        self.guessed += length
        self._plain_steps = 0
        self._save(1 - self._cost(length))  # the known token is a step that was spared

    def note_token(self, alike: int, *, is_right: bool) -> None:
        """Take what became of a guessed token; of each guess, up to the first wrong one."""
        kind = _kind(alike)
        right, judged = self._right.get(kind, 0.0), self._judged.get(kind, 0.0)
        fading = 0.5 if judged >= _MEMORY else 1.0
        self._right[kind] = right * fading + is_right
        self._judged[kind] = judged * fading + 1
        self.kept += is_right
        self._save(float(is_right))

    def costs(self) -> dict[int, float]:
        """Return what each length that was tried costs, in plain steps."""
        return {length: self._cost(length) for length in LENGTHS if self._check_s[length]}

    def _expected_tokens(self, alike: int, length: int) -> float:
        """Return how many tokens a pass gives: one is sure, each other one needs all before it."""
        expected = (alike + 1) / (alike + 2)  # Laplace's rule of succession, before all experience
        right = self._right.get(_kind(alike), 0.0) + _PRIOR_WEIGHT * expected
        share = right / (self._judged.get(_kind(alike), 0.0) + _PRIOR_WEIGHT)
        return sum(share**n for n in range(length + 1))

    def _cost(self, length: int) -> float:
        """Return how many plain steps a pass takes; one never tried, as many as a shorter one."""
        tried = [n for n in LENGTHS if n <= length and self._check_s[n]]
        if not tried:
            return 1.0
        cost = median(self._check_s[tried[-1]]) / max(median(self._step_s), _SHORTEST_S)
        return min(cost, 1.0 + length)  # dearer was a slow moment

    def _save(self, steps: float) -> None:
        self.saved_steps += steps
        self._earn(steps)

    def _earn(self, steps: float) -> None:
        self._purse = min(max(self._purse + steps, 0.0), _FULL_PURSE)


def _kind(alike: int) -> int:
    """Return which experience counts: that with up to 7 tokens alike, with 8 to 15, or more."""
    return min(alike.bit_length(), 5)


class GuessingReader:
    """Feeds one answer's context to a reader, and now and then a guess with it."""

    def __init__(self, reader: Reader, gain: Gain, max_new_tokens: int) -> None:
        """Read with `reader` for at most so many tokens, guessing where `gain` says so."""
        self._reader, self._gain, self._wanted = reader, gain, max_new_tokens
        self._lookup = Lookup()
        self._context: list[int] = []  # of the latest call
        self._guess: list[int] = []  # tokens of it that were not judged yet
        self._rows: Sequence[Tensor] = ()  # the logits after each of these
        self._alike = 0  # when it was made

    def feed(self, context: list[int], cancelled: Event, chunk: int | None = None) -> Tensor | None:
        """Do what `Reader.feed` does, the next token of an answer with each call.

        Args:
            context: token ids, at least one and at most `ctx_len`.
            cancelled, chunk: as there.
        """
        if cancelled.is_set():
            return None
        self._wanted -= 1
        is_next = context[:-1] == self._context
        self._context = context.copy()
        if is_next and self._guess:
            is_right = self._guess.pop(0) == context[-1]
            self._gain.note_token(self._alike, is_right=is_right)
            if is_right:
                row, *self._rows = self._rows
                return row
        self._guess, self._rows = [], ()
        if not is_next:  # a prompt, or what was kept of a full context
            self._lookup = Lookup()
        self._lookup.read(context)
        most = min(self._wanted, self._reader.network.cfg.ctx_len - len(context))
        self._alike = self._lookup.alike
        length = self._gain.length_for(self._alike, most) if is_next else 0
        started_s = self._gain.clock()
        if not length:
            logits = self._reader.feed(context, cancelled, chunk)
            if is_next:
                self._gain.note_step(self._gain.clock() - started_s)
            return logits
        self._guess = self._lookup.guess(length)
        rows = self._reader.check(context, self._guess, cancelled, chunk)
        if rows is None:
            return None
        self._gain.note_check(length, self._gain.clock() - started_s)
        row, *self._rows = rows
        return row
