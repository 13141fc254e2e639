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
    │   └── OtherTextError          a training that goes on has another text now
    └── InferenceError              the running job failed
        ├── NoModelError            nothing is loaded
        ├── NonFiniteLogitsError    the network produced NaN or infinity
        ├── NonFiniteStateError     the same inside, at a named point
        ├── DeviceOutOfMemoryError  the device has no room left
        ├── DeviceLostError         the accelerator stopped answering
        └── ServerError             a server cannot be reached, or was lost
            └── ServerKeyError      it asks for a key, or for another one

An error carries a template and facts, so that the window can say its sentence in the user's
language (`sentence`); `str(error)` is the same sentence in English, one or two plain ones that may
be shown as they are. A fact may be the exception behind it, which is told by its cause
(`cause_of`). It knows only what a sentence is. Cancelling is an outcome, not an error, and has no
class here.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from gptdesk.sentences import Sentence, in_language, to_translate

_OF_FILE = to_translate("errors", "{file}: {reason}.")
_OF_FILE_WITH_REMEDY = to_translate("errors", "{file}: {reason}. {remedy}")


# What systems say of a failure, by its number: their words are those of the system's language
_OF_SYSTEM = {
    errno.EACCES: to_translate("errors", "Permission denied"),
    errno.EBUSY: to_translate("errors", "Device or resource busy"),
    errno.ECONNREFUSED: to_translate("errors", "Connection refused"),
    errno.ECONNRESET: to_translate("errors", "Connection reset by peer"),
    errno.EDQUOT: to_translate("errors", "Disk quota exceeded"),
    errno.EEXIST: to_translate("errors", "File exists"),
    errno.EHOSTUNREACH: to_translate("errors", "No route to host"),
    errno.EIO: to_translate("errors", "Input/output error"),
    errno.EISDIR: to_translate("errors", "Is a directory"),
    errno.EMFILE: to_translate("errors", "Too many open files"),
    errno.ENAMETOOLONG: to_translate("errors", "File name too long"),
    errno.ENETUNREACH: to_translate("errors", "Network is unreachable"),
    errno.ENFILE: to_translate("errors", "Too many open files"),
    errno.ENOENT: to_translate("errors", "No such file or directory"),
    errno.ENOMEM: to_translate("errors", "Cannot allocate memory"),
    errno.ENOSPC: to_translate("errors", "No space left on device"),
    errno.ENOTDIR: to_translate("errors", "Not a directory"),
    errno.ENOTEMPTY: to_translate("errors", "Directory not empty"),
    errno.EPERM: to_translate("errors", "Operation not permitted"),
    errno.EPIPE: to_translate("errors", "Broken pipe"),
    errno.EROFS: to_translate("errors", "Read-only file system"),
    errno.ESTALE: to_translate("errors", "Stale file handle"),
    errno.ETIMEDOUT: to_translate("errors", "Connection timed out"),
}
_WITH_OTHER_NUMBERS = {"socket", "ssl"}  # modules whose OSErrors count otherwise: 1 is no EPERM
# And what the database under the conversations says, in English always
_OF_DATABASE = frozenset(
    {
        to_translate("errors", "attempt to write a readonly database"),
        to_translate("errors", "database disk image is malformed"),
        to_translate("errors", "database is locked"),
        to_translate("errors", "database or disk is full"),
        to_translate("errors", "disk I/O error"),
        to_translate("errors", "file is not a database"),
        to_translate("errors", "unable to open database file"),
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


def cause_of(error: BaseException) -> str:
    """Return what an exception says of itself: a clause without its full stop, never empty.

    Returns:
        A `Sentence` where the window can say it in the user's language: what the system reports,
        if it is one of the usual causes, and what our own code raised. Anything else as it is.
    """
    if error.args and isinstance(error.args[0], Sentence):
        return error.args[0]
    is_of_system = type(error).__module__ not in _WITH_OTHER_NUMBERS
    number = error.errno if isinstance(error, OSError) and is_of_system else None
    if number in _OF_SYSTEM:
        return Sentence(_OF_SYSTEM[number])
    said = getattr(error, "strerror", None) or str(error)
    return Sentence(said) if said in _OF_DATABASE else said or type(error).__name__


def _plain(fact: object) -> int | float | str:
    """Return a fact as text, but for numbers: an error outlives what it speaks of."""
    if isinstance(fact, int | float | Sentence):
        return fact
    return cause_of(fact) if isinstance(fact, BaseException) else str(fact)


def _clause(template: str, facts: dict[str, object]) -> Sentence:
    return Sentence(template, **{name: _plain(fact) for name, fact in facts.items()})


class CheckpointError(GPTDeskError):
    """A model file that cannot be used.

    Attributes:
        path: the file or folder concerned.
        reason: what is wrong with it, a clause without its final full stop.
        remedy: what the user can do, a whole sentence.
    """

    def __init__(self, path: Path, reason: str, *, remedy: str, **facts: object) -> None:
        self.path = path
        self.reason, self.remedy = _clause(reason, facts), _clause(remedy, facts)
        super().__init__(reason, **facts)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, what is wrong, what to do."""
        return translate(_OF_FILE_WITH_REMEDY).format(
            file=self.path,
            reason=in_language(self.reason, translate),
            remedy=in_language(self.remedy, translate),
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
        self.reason = _clause(reason, facts)
        super().__init__(reason, **facts)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, and what is wrong with it."""
        reason = in_language(self.reason, translate)
        return translate(_OF_FILE).format(file=self.path.name, reason=reason)


class TextFileError(GPTDeskError):
    """A file that was to be read as text and cannot be.

    Attributes:
        path: the file concerned.
        reason: what is wrong, a clause without its final full stop.
    """

    def __init__(self, path: Path, reason: str, **facts: object) -> None:
        self.path = path
        self.reason = _clause(reason, facts)
        super().__init__(reason, **facts)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the user: which file, and what is wrong with it."""
        reason = in_language(self.reason, translate)
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


class OtherTextError(TrainingError):
    """The text of a training that goes on is another one now."""


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
    """A server asks for a key, and was shown none, or one that it does not accept."""


def require(condition: bool, name: str, value: object, wanted: str) -> None:
    """Check a value that a programmer gave.

    Raises:
        ValueError: the condition does not hold; "`name` must be `wanted`, not `value`", as a
            `Sentence`: an option of the command line may be what gave it.
    """
    if not condition:
        facts = {"name": name, "wanted": wanted, "value": repr(value)}
        raise ValueError(Sentence("{name} must be {wanted}, not {value}", **facts))
