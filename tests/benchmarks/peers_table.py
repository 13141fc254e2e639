"""The table of `peers.py`: medians, ranges and ratios over the processes of each engine."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peers_engines import LLAMA_CPP, REFERENCE

Result = dict[str, Any]  # what `peers_engines.py` prints
TIMED = (32, 512)
FIRST_TOKEN = (32, 512, 1000)
HEADINGS = (
    "engine",
    "n",
    *(f"tokens/s @{length} (min–max)" for length in TIMED),
    *(f"× transformers @{length}" for length in TIMED),
    f"first token {' / '.join(map(str, FIRST_TOKEN))}, ms",
    "load s",
    "import s",
    "peak MiB",
    f"same tokens @{' / @'.join(map(str, TIMED))}",
    "statistics % of a step",
    f"tokens/CPU s {' / '.join(map(str, TIMED))}",
    "KL, nats (same first)",
    "others' CPU %",
)

# What our precisions are to reach, beside transformers float32 in the same run.
SPEED_BARS = {
    "GPTDesk exact": (1.30, 1.45),
    "GPTDesk balanced": (1.9, 2.1),
    "GPTDesk fast": (3.5, 3.8),
}
FIRST_TOKEN_BARS = {"GPTDesk exact": 0.7, "GPTDesk balanced": 0.25}  # at 512, "where bf16 is fast"
STATISTICS_BARS = {"GPTDesk exact": 4.0, "GPTDesk fast": 10.0}  # per cent of a step


@dataclass(frozen=True)
class Line:
    """An engine's figures; each list has one entry per round, None where there was none."""

    name: str
    results: list[Result | None]
    reference: list[Result | None]
    llama_cpp: list[Result | None]  # on the same GGUF file

    def figures(self, *keys: str | int) -> list[float]:
        """Return a figure of every process that has it."""
        return [value for value in (_dig(result, keys) for result in self.results) if value]

    def ratios(self, *keys: str | int) -> list[float]:
        """Return, round by round, this engine's figure as a share of transformers float32's."""
        return self._ratios(self.reference, *keys)

    def _ratios(self, others: list[Result | None], *keys: str | int) -> list[float]:
        pairs = zip(self.results, others, strict=True)
        both = [(_dig(ours, keys), _dig(theirs, keys)) for ours, theirs in pairs]
        return [ours / theirs for ours, theirs in both if ours and theirs]

    def statistics_share(self, length: int) -> float | None:
        """Return the median share of a step that is not the network's, in per cent."""
        shares = [
            100 * (1 - network / step)
            for network, step in (
                (_dig(result, ("network_step_s", length)), _dig(result, ("runs", length, "step_s")))
                for result in self.results
            )
            if network and step
        ]
        return statistics.median(shares) if shares else None

    def agreement(self, length: int) -> tuple[int, int] | None:
        """Return how many new tokens are transformers float32's, at least, and of how many."""
        truth = next((result for result in self.reference if result), None)
        wanted = _dig(truth, ("runs", length, "token_ids"))
        runs = [_dig(result, ("runs", length, "token_ids")) for result in self.results]
        if not wanted or not any(runs) or any(run and None in run for run in runs):
            return None
        return min(
            (sum(a == b for a, b in zip(run, wanted, strict=False)), min(len(run), len(wanted)))
            for run in runs
            if run
        )

    def cells(self) -> tuple[str, ...]:
        """Return the line as text, one cell per heading."""
        shares = [self.statistics_share(length) for length in TIMED]
        agreements = [self.agreement(length) for length in TIMED]
        return (
            self.name,
            str(sum(result is not None for result in self.results)),
            *(self._speed(length) for length in TIMED),
            *(_median(self._speed_ratios(length), "{:.2f}") for length in TIMED),
            " / ".join(
                _median([1000 * s for s in self.figures("runs", length, "first_token_s")], "{:.0f}")
                for length in FIRST_TOKEN
            ),
            _median(self.figures("load_s"), "{:.1f}"),
            _median(self.figures("import_s"), "{:.1f}"),
            _median(self.figures("peak_mib"), "{:.0f}"),
            " / ".join("–" if one is None else f"{one[0]} of {one[1]}" for one in agreements),
            " / ".join("–" if share is None else f"{share:.1f}" for share in shares),
            " / ".join(
                _median([1 / s for s in self.figures("runs", length, "cpu_step_s")], "{:.1f}")
                for length in TIMED
            ),
            self._error(),
            _median([100 * share for share in self.figures("others")], "{:.0f}"),
        )

    def _error(self) -> str:
        errors = [result["error"] for result in self.results if result and "error" in result]
        return "–" if not errors else f"{errors[0][0]:.1e} ({errors[0][1]:.1%})"

    def remarks(self) -> list[str]:
        """Return what was asked of this engine beside what it does."""
        said = []
        if any(result and "error" in result for result in self.results):
            return self._gguf_remarks()
        for length, bar in zip(TIMED, SPEED_BARS.get(self.name, ()), strict=False):
            ratio = _median(self._speed_ratios(length), "{:.2f}")
            said.append(f"tokens/s @{length} × {ratio} (must >= {bar})")
        if self.name in FIRST_TOKEN_BARS:
            ratio = _median(self.ratios("runs", 512, "first_token_s"), "{:.2f}")
            said.append(f"first token @512 × {ratio} (must <= {FIRST_TOKEN_BARS[self.name]})")
        if self.name in STATISTICS_BARS and self.statistics_share(TIMED[0]) is not None:
            shares = [self.statistics_share(length) for length in TIMED]
            text = " / ".join("–" if share is None else f"{share:.1f}" for share in shares)
            said.append(f"statistics {text} % of a step (must <= {STATISTICS_BARS[self.name]:g})")
        return said

    def _gguf_remarks(self) -> list[str]:
        """Return how this engine's speed is to those of its peers on the same file."""
        said = []
        exact_bar = " (must >= 1.5)" if self.name == "GPTDesk exact" else ""
        fast_bar = " (must >= 0.8)" if self.name == "GPTDesk fast" else ""
        for length in TIMED:
            for peer, others, bar in (
                (REFERENCE, self.reference, exact_bar),
                (LLAMA_CPP, self.llama_cpp, fast_bar),
            ):
                ratios = (
                    _median([1 / r for r in self._ratios(others, "runs", length, name)], "{:.2f}")
                    for name in ("step_s", "cpu_step_s")
                )
                wall, cpu = ratios
                said.append(f"tokens/s @{length} × {wall}, per CPU s × {cpu} of {peer}{bar}")
        first = _median(self._ratios(self.llama_cpp, "runs", 512, "first_token_s"), "{:.2f}")
        said.append(f"first token @512 × {first} of {LLAMA_CPP} (must < 1)")
        return said

    def _speed(self, length: int) -> str:
        speeds = [1 / step_s for step_s in self.figures("runs", length, "step_s")]
        if not speeds:
            return "–"
        digits = 1 if statistics.median(speeds) < 10 else 0
        low, high = (f"{bound:.{digits}f}" for bound in (min(speeds), max(speeds)))
        return f"{statistics.median(speeds):.1f} ({low}–{high})"

    def _speed_ratios(self, length: int) -> list[float]:
        return [1 / ratio for ratio in self.ratios("runs", length, "step_s")]


def lines_of(results: dict[str, list[Result | None]]) -> list[Line]:
    """Return the table of every engine that ran at least once."""
    rounds = max(map(len, results.values()), default=0)
    reference, llama_cpp = (results.get(name, [None] * rounds) for name in (REFERENCE, LLAMA_CPP))
    return [
        Line(name, ran, reference, llama_cpp)
        for name, ran in results.items()
        if any(result is not None for result in ran)
    ]


def as_text(lines: Sequence[Line]) -> str:
    """Return the table in columns."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def as_markdown(lines: Sequence[Line]) -> str:
    """Return the table for a README."""
    rows = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1))]
    rows += [line.cells() for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _dig(result: Result | None, keys: Sequence[str | int]) -> Any:
    """Return what lies under `keys`, None where one is missing; JSON's keys are text."""
    value: Any = result
    for key in keys:
        value = value.get(str(key)) if isinstance(value, dict) else None
    return value


def _median(values: Sequence[float], form: str) -> str:
    return form.format(statistics.median(values)) if values else "–"
