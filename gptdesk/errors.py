"""All errors that GPTDesk raises on purpose.

    GPTDeskError                    a sentence for the user: what, which file, what to do
    ├── CheckpointError             a model file that cannot be used (path)
    ├── TokenizerError              the bundled vocabulary is missing or altered
    ├── SettingsError               a settings value or file that cannot be used
    ├── ConversationFileError       a conversation's file that cannot be read or written (path)
    ├── TextFileError               a file that was to be read as text and cannot be (path)
    ├── HistoryError                the conversations cannot be read or written as asked
    ├── RequestError                a request that makes no sense (bad sampling value, bad token id)
    ├── TrainingError               training data or a training folder that cannot be used
    └── InferenceError              the running job failed
        ├── NoModelError            nothing is loaded
        ├── NonFiniteLogitsError    the network produced NaN or infinity
        ├── DeviceOutOfMemoryError  the device has no room left
        └── DeviceLostError         the accelerator stopped answering

`str(error)` is always one or two plain sentences that may be shown as they are. A leaf: the
standard library only. Cancelling is an outcome, not an error, and has no class here.
"""

from __future__ import annotations

from pathlib import Path


class GPTDeskError(Exception):
    """Base of all errors whose text is written for the user."""


class CheckpointError(GPTDeskError):
    """A model file that cannot be used.

    Attributes:
        path: the file or folder concerned.
        reason: what is wrong with it, a clause without its final full stop.
        remedy: what the user can do, a whole sentence.
    """

    def __init__(self, path: Path, reason: str, *, remedy: str) -> None:
        super().__init__(f"{path}: {reason}. {remedy}")
        self.path = path
        self.reason = reason
        self.remedy = remedy


class TokenizerError(GPTDeskError):
    """The bundled vocabulary is missing, altered or unreadable."""


class SettingsError(GPTDeskError):
    """A settings file or a value in it that cannot be used."""


class ConversationFileError(GPTDeskError):
    """A file with a conversation that cannot be read or written.

    Attributes:
        path: the file concerned.
        reason: what is wrong, and what to do if anything; a clause without its final full stop.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}.")
        self.path = path
        self.reason = reason


class TextFileError(GPTDeskError):
    """A file that was to be read as text and cannot be.

    Attributes:
        path: the file concerned.
        reason: what is wrong, a clause without its final full stop.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}.")
        self.path = path
        self.reason = reason


class HistoryError(GPTDeskError):
    """The conversations on the disk cannot be read or changed as asked."""


class RequestError(GPTDeskError):
    """A request that cannot be carried out as asked."""


class TrainingError(GPTDeskError):
    """Training data, or a training folder, that cannot be used."""


class InferenceError(GPTDeskError):
    """The running job failed; what was produced before stays valid."""


class NoModelError(InferenceError):
    """A job was started before a model was loaded."""


class NonFiniteLogitsError(InferenceError):
    """The network produced NaN or infinite logits."""


class DeviceOutOfMemoryError(InferenceError):
    """The device had no room for the next step."""


class DeviceLostError(InferenceError):
    """The accelerator failed in a way that only a restart of it can mend."""


def require(condition: bool, name: str, value: object, wanted: str) -> None:
    """Check a value that a programmer gave.

    Raises:
        ValueError: the condition does not hold; "`name` must be `wanted`, not `value`".
    """
    if not condition:
        raise ValueError(f"{name} must be {wanted}, not {value!r}")
