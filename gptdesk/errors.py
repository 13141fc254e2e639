"""All errors that GPTDesk raises on purpose.

    GPTDeskError                    a sentence for the user: what, which file, what to do
    ├── CheckpointError             a model file that cannot be used (path)
    ├── TokenizerError              the bundled vocabulary is missing or altered
    ├── SettingsError               a settings value or file that cannot be used
    ├── ConversationFileError       a conversation's file that cannot be read or written (path)
    ├── TextFileError               a file that was to be read as text and cannot be (path)
    ├── HistoryError                the conversations cannot be read or written as asked
    ├── RequestError                a request that makes no sense (bad sampling value, bad token id)
    ├── ChatTemplateError           a model's own chat template refuses a conversation, or fails
    ├── DownloadError               a file of a model hub that cannot be had
    ├── TrainingError               training data or a training folder that cannot be used
    └── InferenceError              the running job failed
        ├── NoModelError            nothing is loaded
        ├── NonFiniteLogitsError    the network produced NaN or infinity
        ├── NonFiniteStateError     the same inside, at a named point
        ├── DeviceOutOfMemoryError  the device has no room left
        ├── DeviceLostError         the accelerator stopped answering
        └── ServerError             a server cannot be reached, or was lost
            └── ServerKeyError      it asks for a key, and was shown none

An error carries a template and facts, so that the window can say its sentence in the user's
language (`sentence`); `str(error)` is the same sentence in English, one or two plain ones that may
be shown as they are. It knows only what a sentence is. Cancelling is an outcome, not an error, and
has no class here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gptdesk.sentences import Sentence, in_language, to_translate

_OF_FILE = to_translate("errors", "{file}: {reason}.")
_OF_FILE_WITH_REMEDY = to_translate("errors", "{file}: {reason}. {remedy}")


# What systems say, in English whatever the user's language, and what is said where they say nothing
_OF_SYSTEM = frozenset(
    {
        to_translate("errors", "Broken pipe"),
        to_translate("errors", "Cannot allocate memory"),
        to_translate("errors", "Connection refused"),
        to_translate("errors", "Connection reset by peer"),
        to_translate("errors", "Connection timed out"),
        to_translate("errors", "Device or resource busy"),
        to_translate("errors", "Disk quota exceeded"),
        to_translate("errors", "File exists"),
        to_translate("errors", "File name too long"),
        to_translate("errors", "Input/output error"),
        to_translate("errors", "Is a directory"),
        to_translate("errors", "Name or service not known"),
        to_translate("errors", "Network is unreachable"),
        to_translate("errors", "No route to host"),
        to_translate("errors", "No space left on device"),
        to_translate("errors", "No such file or directory"),
        to_translate("errors", "Not a directory"),
        to_translate("errors", "Operation not permitted"),
        to_translate("errors", "Permission denied"),
        to_translate("errors", "Read-only file system"),
        to_translate("errors", "Stale file handle"),
        to_translate("errors", "Temporary failure in name resolution"),
        to_translate("errors", "Too many open files"),
        to_translate("errors", "an error of the disk"),
        to_translate("errors", "the disk reports an error"),
    }
)


class GPTDeskError(Exception):
    """Base of all errors whose text is written for the user.

    Attributes:
        template: one or two sentences, with names of facts in braces where there are any.
        facts: what stands in their places.
    """

    def __init__(self, template: str = "", **facts: object) -> None:
        self.facts = {name: _plain(fact) for name, fact in facts.items()}
        self.template = template
        super().__init__(self.sentence(str))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user, each template by way of `translate`."""
        if isinstance(self.template, Sentence):
            return str(in_language(self.template, translate))
        return self._filled(translate(self.template), translate)

    def _filled(self, text: str, translate: Callable[[str], str] = str) -> str:
        if not self.facts:
            return text
        facts = {name: in_language(fact, translate) for name, fact in self.facts.items()}
        return text.format(**facts)


def _plain(fact: object) -> int | float | str:
    """Return a fact as text, but for numbers: an error outlives what it speaks of.

    Another error's sentence, and what the system says, can be said in the user's language too.
    """
    if isinstance(fact, BaseException) and fact.args and isinstance(fact.args[0], Sentence):
        return fact.args[0]
    if isinstance(fact, int | float | Sentence):
        return fact
    text = str(fact)
    return Sentence(text) if text in _OF_SYSTEM else text


class CheckpointError(GPTDeskError):
    """A model file that cannot be used.

    Attributes:
        path: the file or folder concerned.
        reason: what is wrong with it, a clause without its final full stop.
        remedy: what the user can do, a whole sentence.
    """

    def __init__(self, path: Path, reason: str, *, remedy: str, **facts: object) -> None:
        self.path = path
        self._remedy = remedy
        super().__init__(reason, **facts)
        self.reason, self.remedy = self._filled(reason), self._filled(remedy)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, what is wrong, what to do."""
        return translate(_OF_FILE_WITH_REMEDY).format(
            file=self.path,
            reason=self._filled(translate(self.template), translate),
            remedy=self._filled(translate(self._remedy), translate),
        )


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

    def __init__(self, path: Path, reason: str, **facts: object) -> None:
        self.path = path
        super().__init__(reason, **facts)
        self.reason = self._filled(reason)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, and what is wrong with it."""
        reason = self._filled(translate(self.template), translate)
        return translate(_OF_FILE).format(file=self.path.name, reason=reason)


class TextFileError(GPTDeskError):
    """A file that was to be read as text and cannot be.

    Attributes:
        path: the file concerned.
        reason: what is wrong, a clause without its final full stop.
    """

    def __init__(self, path: Path, reason: str, **facts: object) -> None:
        self.path = path
        super().__init__(reason, **facts)
        self.reason = self._filled(reason)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, and what is wrong with it."""
        reason = self._filled(translate(self.template), translate)
        return translate(_OF_FILE).format(file=self.path, reason=reason)


class HistoryError(GPTDeskError):
    """The conversations on the disk cannot be read or changed as asked."""


class RequestError(GPTDeskError):
    """A request that cannot be carried out as asked."""


class ChatTemplateError(GPTDeskError):
    """A model's own chat template refuses a conversation, or fails."""


class DownloadError(GPTDeskError):
    """Something of a model hub that cannot be had; what has arrived so far stays."""


class TrainingError(GPTDeskError):
    """Training data, or a training folder, that cannot be used."""


class InferenceError(GPTDeskError):
    """The running job failed; what was produced before stays valid."""


class NoModelError(InferenceError):
    """A job was started before a model was loaded."""


class NonFiniteLogitsError(InferenceError):
    """The network produced NaN or infinite logits."""


class NonFiniteStateError(InferenceError):
    """A number inside the network became infinite or NaN."""


class DeviceOutOfMemoryError(InferenceError):
    """The device had no room for the next step."""


class DeviceLostError(InferenceError):
    """The accelerator failed in a way that only a restart of it can mend."""


class ServerError(InferenceError):
    """A server that cannot be reached, was lost, or does not say what a server of a model does."""


class ServerKeyError(ServerError):
    """A server asks for a key, and was shown none."""


def require(condition: bool, name: str, value: object, wanted: str) -> None:
    """Check a value that a programmer gave.

    Raises:
        ValueError: the condition does not hold; "`name` must be `wanted`, not `value`", as a
            `Sentence`: an option of the command line may be what gave it.
    """
    if not condition:
        facts = {"name": name, "wanted": wanted, "value": repr(value)}
        raise ValueError(Sentence("{name} must be {wanted}, not {value}", **facts))
