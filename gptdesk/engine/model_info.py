"""Facts about a loaded model: its file, its shape, what computes and why."""

from __future__ import annotations

from gptdesk.engine.run.device import DeviceChoice
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.tokenizers.vocabulary import gpt2_vocabulary
from gptdesk.engine.types import ModelInfo
from gptdesk.model.checkpoints.open import StoredModel
from gptdesk.model.config import count_parameters
from gptdesk.model.fast.runtime import Runtime


def describe(
    stored: StoredModel, sha256: str, runtime: Runtime, choice: DeviceChoice, threads: int
) -> ModelInfo:
    """Put together what the window shows of a model.

    Args:
        stored: the checkpoint that was read.
        sha256: of its weights.
        runtime: the packed network.
        choice: the device, and why it was chosen.
        threads: that compute.
    """
    return ModelInfo(
        name=stored.name,
        path=stored.path,
        sha256=sha256,
        file_format=stored.file_format,
        config=runtime.cfg,
        parameters=count_parameters(runtime.cfg),
        size_bytes=runtime.size_bytes,
        precision=runtime.precision,
        kernel=runtime.kernel,
        error=runtime.error,
        device=str(choice.device),
        device_reason=choice.reason,
        threads=threads,
        template=template_named(stored.template).name,
        vocabulary=gpt2_vocabulary(),
        notes=stored.notes,
    )
