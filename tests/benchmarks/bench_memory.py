"""How much memory opening a model takes at its peak, beside what it takes once it is packed.

python tests/benchmarks/bench_memory.py [--model FOLDER] [--xl balanced|fast] [--work FOLDER]

Every model is opened in a fresh process, whose highest resident memory (VmHWM, the import of torch
included) is read when the first token has been computed. Without `--model`, a GPT-2 124M of random
numbers is made. `--xl` also writes a GPT-2 XL of random float16 numbers, 3.1 GB, under `--work`,
opens it, and deletes it. Memory does not depend on what else runs; the seconds do.
`--one PATH PRECISION` is the process.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from peers_files import write_random_xl

EXACT_124M_MIB = 900
XL_FACTOR, XL_EXTRA_MIB = 1.2, 1024


def open_once(path: Path, precision: str) -> None:
    """Open a model as the program does, and print what that took."""
    begin_s = time.perf_counter()
    from gptdesk.engine.bench import peak_rss_mib
    from gptdesk.engine.local_engine import InferenceEngine
    from gptdesk.engine.types import LoadRequest

    import_mib, imported_s = peak_rss_mib(), time.perf_counter()
    engine = InferenceEngine()
    info = engine.load(LoadRequest(path, device="cpu", precision=precision), lambda _: None)
    figures = {
        "import_mib": import_mib,
        "peak_mib": peak_rss_mib(),
        "packed_mib": info.size_bytes / 2**20,
        "load_s": time.perf_counter() - imported_s,
        "import_s": imported_s - begin_s,
        "kernel": info.kernel,
        "parameters": info.shape.parameter_count,
    }
    print(json.dumps(figures))


def measure(path: Path, precision: str) -> dict[str, Any]:
    """Open a model in a process of its own and print a line on it.

    Raises:
        SystemExit: it could not be opened, with the reason.
    """
    command = [sys.executable, __file__, "--one", str(path), precision]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{path.name} {precision}: {result.stderr.strip()[-500:]}")
    figures = json.loads(result.stdout)
    print(
        f"{path.name}, {figures['parameters']:,} parameters, {precision} ({figures['kernel']}):"
        f" packed {figures['packed_mib']:,.0f} MiB, peak {figures['peak_mib']:,.0f} MiB"
        f" (torch alone {figures['import_mib']:,.0f}), opened in {figures['load_s']:.1f} s",
        flush=True,
    )
    return figures


def check_124m(model: Path | None, work: Path) -> bool:
    """Open a 124M at float32; return whether its peak is low enough."""
    if model is None:
        model = work / "gpt2-124m-random-plain"
        if not model.exists():
            maker = Path(__file__).with_name("peers_files.py")
            subprocess.run([sys.executable, maker, "random", model], check=True)
    is_met = measure(model, "exact")["peak_mib"] <= EXACT_124M_MIB
    print(f"  {'pass' if is_met else 'FAIL'}  peak <= {EXACT_124M_MIB} MiB")
    return is_met


def check_xl(precision: str, work: Path) -> bool:
    """Write, open and delete a GPT-2 XL; return whether its peak is low enough."""
    folder = work / "gpt2-xl-random"
    try:
        write_random_xl(folder)
        figures = measure(folder, precision)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    bound_mib = XL_FACTOR * figures["packed_mib"] + XL_EXTRA_MIB
    is_met = figures["peak_mib"] <= bound_mib
    print(
        f"  {'pass' if is_met else 'FAIL'}  peak <= {XL_FACTOR} × packed + 1 GiB"
        f" = {bound_mib:,.0f} MiB"
    )
    return is_met


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        open_once(Path(sys.argv[2]), sys.argv[3])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a GPT-2 124M (default: random)")
    parser.add_argument("--xl", choices=("exact", "balanced", "fast"), help="open an XL as well")
    parser.add_argument("--work", type=Path, help="keeps the 124M for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gptdesk-memory-") as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        checks = [check_124m(options.model, work)]
        if options.xl:
            checks.append(check_xl(options.xl, work))
    sys.exit(0 if all(checks) else 1)


if __name__ == "__main__":
    main()
