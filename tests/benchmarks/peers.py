"""What a user could pick instead of GPTDesk, side by side in one run: speed, memory, same tokens.

python tests/benchmarks/peers.py [--model FOLDER] [--rounds N] [--engines LIST] [--markdown]

ALONE ON THE MACHINE: nothing else may compute while this runs, no browser, no training, no tests;
two engines' threads on one core measure the scheduler. The load of the machine is printed first.
Compare ratios within a run, not figures between runs.

Every engine runs in a fresh process, in turn (A B C A B C), greedy, one text at a time, streaming,
after the same prompts: 32 and 512 tokens are timed, of 1,000 only the first token. Per process:

- tokens/s            1 / median time between two streamed tokens.
- first token         from the call to the first streamed token.
- load s              from path to the end of a first answer of four tokens, the file in the page
                      cache; import s, of the libraries, comes before.
- peak MiB            the most memory of the process (VmHWM), import, load and all prompts; a
                      conversion that is done once for all runs is not in it.
- same tokens         at how many places the new token is transformers float32's. After the first
                      other one the texts differ, and so may all that follows.
- statistics          share of a step that is not the network, in the very same steps.

The table shows medians over the processes, and the median of the rounds' ratios to transformers
float32. GPTDesk runs as in the window: every token with its probabilities, rank and entropy.

--model is a GPT-2 that transformers can read. Without it, one of 124M random numbers is made.
The first token is "first" for everybody: no engine may know the beginning of a prompt already.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from peers_engines import ENGINES, REFERENCE
from peers_files import SPREADS
from peers_table import FIRST_TOKEN, TIMED, Result, as_markdown, as_text, lines_of
from peers_task import Engine, Prompt, Task

HERE = Path(__file__).parent
PROCESS_LIMIT_S = 900
# Eight tokens a sentence, every word one token, so that a prompt's length is what it says.
SENTENCE = " The {} {} {} the {} {}."
ADJECTIVES = ("old", "small", "young", "dark", "bright", "quiet", "strange", "golden", "famous")
NOUNS = ("king", "ship", "river", "house", "child", "doctor", "bird", "teacher", "garden", "stone")
VERBS = ("found", "saw", "followed", "built", "painted", "left", "watched", "loved", "remembered")


def text_of(tokens: int, seed: int) -> str:
    """Return a text of so many tokens, a multiple of eight."""
    dice = random.Random(seed)
    lists = (ADJECTIVES, NOUNS, VERBS, ADJECTIVES, NOUNS)
    return "".join(SENTENCE.format(*map(dice.choice, lists)) for _ in range(tokens // 8))


def make_prompts(lengths: Sequence[int]) -> dict[int, Prompt]:
    """Return a prompt of every length, none of them the beginning of another."""
    from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer

    encode = BytePairTokenizer.load().encode
    prompts = {}
    for length in lengths:
        text = text_of(length, seed=length)
        prompts[length] = Prompt(text, encode(text))
        assert len(prompts[length].ids) == length, "every word is one token"
    return prompts


def run_file_maker(*arguments: str | Path) -> str:
    """Make a file with `peers_files.py`; return why not, or nothing."""
    print(f"making {arguments[0]} {arguments[-1]}", file=sys.stderr)
    command = [sys.executable, HERE / "peers_files.py", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else last_line(result.stderr)


def last_line(text: str, limit: int | None = 200) -> str:
    """Return what a process said at its end."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:limit] if lines else "it ended without a word"


def prepare(engine: Engine, args: argparse.Namespace) -> tuple[Path, str]:
    """Convert the model where an engine needs that; return the file, or why it cannot run."""
    if find_spec(engine.package) is None:
        return Path(), f"{engine.package} is not installed"
    given = {"f16": args.gguf_f16, "q8_0": args.gguf_q8}.get(engine.kind)
    if given is not None:
        return given, "" if given.is_file() else f"there is no {given}"
    if not engine.conversion:
        return Path(), ""
    if engine.conversion == "gguf" and find_spec("gguf") is None:
        return Path(), "no GGUF file was given (--gguf-…), and gguf is not installed to make one"
    age = int(max(file.stat().st_mtime for file in args.model.iterdir()))
    target = args.work / f"{args.model.name}-{age}-{engine.conversion}-{engine.kind}"
    if target.exists():
        return target, ""
    reason = run_file_maker(engine.conversion, args.model, target, engine.kind)
    return target, reason and f"the model could not be converted: {reason}"


def run_engine(engine: Engine, task: Task) -> Result:
    """Run an engine in a fresh process; a result that has a "reason" is none."""
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": str(task.threads),
        "MKL_NUM_THREADS": str(task.threads),
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_VERBOSITY": "error",
    }
    try:
        process = subprocess.run(
            [sys.executable, HERE / "peers_engines.py", engine.name],
            input=task.to_json(),
            capture_output=True,
            text=True,
            timeout=PROCESS_LIMIT_S,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return {"reason": f"not done after {PROCESS_LIMIT_S} s"}
    if process.returncode:
        return {"reason": f"exit code {process.returncode}: {last_line(process.stderr)}"}
    try:
        return json.loads(last_line(process.stdout, limit=None))
    except ValueError:
        return {"reason": f"it printed no result: {last_line(process.stdout)}"}


def measure(
    tasks: dict[str, Task], rounds: int, reasons: dict[str, str]
) -> dict[str, list[Result | None]]:
    """Run every engine once per round, in turn; one that fails is not tried again.

    Ctrl+C ends the measuring, not the report.
    """
    results: dict[str, list[Result | None]] = {name: [None] * rounds for name in tasks}
    try:
        for number in range(rounds):
            for name, task in tasks.items():
                if name in reasons:
                    continue
                begin_s = time.monotonic()
                result = run_engine(ENGINES[name], task)
                seconds = time.monotonic() - begin_s
                print(f"round {number + 1} of {rounds}: {name}, {seconds:.0f} s", file=sys.stderr)
                if "reason" in result:
                    reasons[name] = result["reason"]
                else:
                    results[name][number] = result
    except KeyboardInterrupt:
        print("interrupted: this is what there is", file=sys.stderr)
    return results


def report(
    results: dict[str, list[Result | None]], reasons: dict[str, str], *, is_markdown: bool
) -> None:
    """Print the table, what was asked of our engine, and who is not in it."""
    lines = lines_of(results)
    print(as_markdown(lines) if is_markdown else as_text(lines))
    print()
    for line in lines:
        details = {result["detail"] for result in line.results if result}
        print(f"- {line.name}: {' | '.join(sorted(details))}")
        for remark in line.remarks():
            print(f"    {remark}")
    for name, reason in reasons.items():
        print(f"- {name}: left out: {reason}")


def parse_options() -> argparse.Namespace:
    """Read the command line; the model is there afterwards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a Hugging Face GPT-2 folder (default: random)")
    parser.add_argument("--spread", choices=SPREADS, default="plain", help="of the random numbers")
    parser.add_argument("--engines", help=f"comma-separated, of: {', '.join(ENGINES)}")
    parser.add_argument("--rounds", type=int, default=3, help="fresh processes of each engine")
    parser.add_argument("--new-tokens", type=int, default=48)
    parser.add_argument("--threads", type=int, help="default: one for every physical core")
    parser.add_argument("--work", type=Path, help="keeps what is made there for the next run")
    parser.add_argument("--gguf-q8", type=Path, help="a q8_0 GGUF of the model, for llama.cpp")
    parser.add_argument("--gguf-f16", type=Path, help="an f16 GGUF of the model, for llama.cpp")
    parser.add_argument("--json", type=Path, help="writes every figure of every process there")
    parser.add_argument("--markdown", action="store_true", help="the table as in README")
    args = parser.parse_args()
    names = [name.strip() for name in args.engines.split(",")] if args.engines else list(ENGINES)
    args.engines = [name for name in ENGINES if name in names]
    if unknown := set(names) - ENGINES.keys():
        parser.error(
            f"no such engine: {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}"
        )
    if args.model and not (args.model / "config.json").is_file():
        parser.error(f"{args.model} is no Hugging Face folder: it has no config.json")
    return args


def main() -> None:
    from gptdesk.engine.bench import machine_values
    from gptdesk.engine.run.device import physical_cores

    args = parse_options()
    with tempfile.TemporaryDirectory(prefix="gptdesk-peers-") as temporary:
        args.work = args.work or Path(temporary)
        args.work.mkdir(parents=True, exist_ok=True)
        if args.model is None:
            args.model = args.work / f"gpt2-124m-random-{args.spread}"
            reason = (
                "" if args.model.exists() else run_file_maker("random", args.model, args.spread)
            )
            if reason:
                sys.exit(f"no model could be made: {reason}")
        threads = args.threads or physical_cores()
        prompts, warm_up = make_prompts(FIRST_TOKEN), make_prompts((8,))[8]
        first_only = tuple(length for length in FIRST_TOKEN if length not in TIMED)
        tasks, reasons = {}, {}
        for name in args.engines:
            converted, reason = prepare(ENGINES[name], args)
            if reason:
                reasons[name] = reason
            else:
                tasks[name] = Task(
                    args.model, converted, threads, args.new_tokens, warm_up, prompts, first_only
                )
        machine = machine_values()
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
        print(
            f"{args.model.name}, {threads} threads, {args.new_tokens} new tokens, load of the "
            f"machine before: {os.getloadavg()[0]:.1f}\n"
        )
        results = measure(tasks, args.rounds, reasons)
    if args.json:
        everything = {"machine": machine, "threads": threads, "left_out": reasons}
        args.json.write_text(json.dumps({**everything, "results": results}), encoding="utf-8")
    if REFERENCE not in results:
        print(f"without {REFERENCE} there are no ratios")
    report(results, reasons, is_markdown=args.markdown)


if __name__ == "__main__":
    main()
