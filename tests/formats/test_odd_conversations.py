"""Whatever stands in a conversation: the next one is on the disk."""

from __future__ import annotations

import logging
from pathlib import Path

from tests.benchmarks.conversation_fuzz import store_mutants


def test_an_odd_conversation_costs_no_other(tmp_path: Path) -> None:
    """One of them stopped all saving; the long run is the script's."""
    logging.disable(logging.CRITICAL)  # hundreds of tracebacks
    counts = store_mutants(tmp_path, 400, seed=3)
    logging.disable(logging.NOTSET)
    assert counts["healthy there"] == 400
    assert counts["objects set apart"] > 20
    assert counts["files stored"] > 5
    assert counts["files refused"] > 20
    assert [what for what in counts if what[:2].isupper()] == []
