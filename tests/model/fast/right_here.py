"""Which kernels are right on this machine: others are passed over by the program as well."""

from __future__ import annotations

import pytest
import torch

from gptdesk.model.fast.kernels import Kernel
from gptdesk.model.fast.packing import adds_up


def skip_unless_right(kernel: Kernel) -> None:
    """Skip the test of a kernel that this torch or this processor lacks, or that overflows here."""
    try:
        is_right = adds_up(kernel, torch.device("cpu"))
    except (RuntimeError, AttributeError, NotImplementedError) as exc:
        pytest.skip(f"not on this machine: {exc}")
    if not is_right:
        pytest.skip("two products of 8 bits overflow on this processor")
