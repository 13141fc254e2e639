"""Silences what torch says at its import about a package that we do not need.

A leaf: the standard library only; called by the entry points before anything imports torch.
"""

from __future__ import annotations

import warnings


def expect_no_numpy() -> None:
    """Let torch be imported without numpy, which is no dependency of ours, without a word."""
    warnings.filterwarnings("ignore", "Failed to initialize NumPy", UserWarning)
