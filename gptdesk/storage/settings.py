"""The settings and their file: their names, defaults, bounds, and their form in TOML.

A file that the user edited badly costs as little as it can: one wrong value falls back to its
default, a file that is no TOML at all is moved aside, and one that a newer GPTDesk wrote is left
exactly as it is.
"""

from __future__ import annotations

import errno
import json
import math
import reprlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gptdesk.chat.tokens import MOST_TOKENS, SamplingSettings
from gptdesk.device_names import DEVICE_NAMES, is_device_name
from gptdesk.errors import SettingsError, cause_of
from gptdesk.files.atomic import move_aside, write_atomic
from gptdesk.files.regular import read_regular
from gptdesk.sentences import Sentence

# The n-th entry turns the values of schema n into those of schema n + 1.
_MIGRATIONS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()
SCHEMA = 1 + len(_MIGRATIONS)

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "precision": ("exact", "balanced", "fast"),
    "export_what": ("branch", "conversation"),
    "export_form": ("json", "md", "txt", "html", "pdf", "csv"),
    "mode": ("continue", "conversation"),
    "colour_scheme": ("system", "light", "dark"),
    "language": ("system", "en", "zh_CN"),
    "side_panel_page": ("next_token", "pipeline", "text", "model"),
    "card_when": ("rest", "held", "off"),
    "answers_spoken": ("sentences", "whole", "end"),
    "colour_by": ("none", "probability", "rank", "surprisal", "entropy"),
}
_SAMPLING = SamplingSettings()
# As far as the window's own fields go: what is in force must be what they show.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "temperature": (0, 1000),
    "top_k": (0, MOST_TOKENS),
    "top_p": (0, 1),
    "min_p": (0, 1),
    "repetition_penalty": (0.01, 100),
    "seed": (-1, 2**31 - 1),
    "max_new_tokens": (1, 100_000),
    "context_limit": (256, 10_000_000),
    "zoom": (60, 300),
}
_KINDS: Mapping[type[object], str] = {
    str: Sentence("text"),
    bool: Sentence("true or false"),
    int: Sentence("a whole number"),
    float: Sentence("a number"),
}
_MOST_BYTES = 64 * 1024  # ours have 500; reading TOML takes 0.6 s for a megabyte
_MOST_PATH = 4096  # characters; no system takes a longer one
_MOST_NAMED = 5  # mistakes that one sentence lists
_INTEGER_BITS = 63  # TOML promises no larger ones; Python would read them and not print them
_HEADER = (
    "# GPTDesk's settings. Edit them while GPTDesk is closed; delete a line for its default.\n"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set; every default is a sensible start.

    Attributes:
        model_path: the model opened last; empty for the bundled one.
        device: "auto", "cpu", or a graphics card: "cuda", "cuda:1".
        precision: how finely a model is computed, "exact", "balanced" or "fast".
        context_limit: tokens of context, where a model could have more.
        hub_endpoint: the model hub that is asked; empty for HF_ENDPOINT, or the official one.
        servers: addresses of servers that were connected to, the latest first, spaces between; a
            model that was asked for by name is quoted behind a "#".
        mode: how a message becomes a prompt, "continue" or "conversation".
        temperature, top_k, top_p, min_p, repetition_penalty: how a token is chosen.
        seed: of the dice, 0 … 2**31 - 1; -1 throws new ones for every answer.
        max_new_tokens: an answer's greatest length.
        colour_scheme: "system", "light" or "dark".
        language: of the window: "system", "en" or "zh_CN"; English where there is no catalogue.
        zoom: size of everything in the window in percent, 60 … 300.
        wide_scroll_bars: whether scroll bars are as wide as whatever else is clicked.
        side_panel_visible: whether the side panel is shown.
        side_panel_page: the page in front there, "next_token", "pipeline", "text" or "model".
        sidebar_visible: whether the list of conversations is shown.
        sidebar_first: whether that list, and not the side panel, stays where both have no room.
        colour_by: what tokens are coloured by: "none", "probability", "rank", "surprisal" or
            "entropy".
        next_after_text: whether the chances of what would come next are shown while a prompt is
            typed.
        ids_shown: whether lists of tokens have a column of ids.
        card_when: when a token's card comes: "rest", where the mouse rests and with each step of
            a walk; "held", while Ctrl is held; "off", only when it is asked for.
        answers_spoken: what a screen reader says of an answer: "sentences" while it comes, the
            "whole" of it when it is there, or its "end", that it is there.
        open_chat: id of the chat on the screen; empty for one without messages.
        export_what: "branch" or "conversation": what was exported last.
        export_form: as what: "json", "md", "txt", "html", "pdf" or "csv".
        export_colours, export_figures: with what of its tokens.
        tour_offered: whether the first page offers the first tour.
        rank_bands: the last rank of each of the first three bands, as `rank_edges` reads it.
    """

    model_path: str = ""
    device: str = "auto"
    precision: str = "exact"
    context_limit: int = 4096
    hub_endpoint: str = ""
    servers: str = ""
    mode: str = "continue"
    temperature: float = _SAMPLING.temperature
    top_k: int = _SAMPLING.top_k
    top_p: float = _SAMPLING.top_p
    min_p: float = _SAMPLING.min_p
    repetition_penalty: float = _SAMPLING.repetition_penalty
    seed: int = -1
    max_new_tokens: int = 256
    colour_scheme: str = "system"
    language: str = "system"
    zoom: int = 100
    wide_scroll_bars: bool = False
    side_panel_visible: bool = True
    side_panel_page: str = "next_token"
    sidebar_visible: bool = True
    sidebar_first: bool = False
    colour_by: str = "none"
    next_after_text: bool = True
    ids_shown: bool = True
    card_when: str = "rest"
    answers_spoken: str = "sentences"
    open_chat: str = ""
    export_what: str = "conversation"
    export_form: str = "json"
    export_colours: bool = True
    export_figures: bool = True
    tour_offered: bool = True
    rank_bands: str = "10, 100, 1000"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                known, found = ", ".join(choices), reprlib.repr(getattr(self, name))
                facts = {"name": name, "known": known, "value": found}
                raise ValueError(Sentence("{name} must be one of {known}, not {value}", **facts))
        if not is_device_name(self.device):
            facts = {"name": "device", "wanted": DEVICE_NAMES, "value": reprlib.repr(self.device)}
            raise ValueError(Sentence("{name} must be {wanted}, not {value}", **facts))
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:  # also true of NaN
                raise ValueError(
                    Sentence(
                        "{name} must be in {low} … {high}, not {value}",
                        name=name,
                        low=low,
                        high=high,
                        value=repr(value),
                    )
                )
        if "\0" in self.model_path or len(self.model_path) > _MOST_PATH:
            value = reprlib.repr(self.model_path)
            raise ValueError(Sentence("model_path must be a path, not {value}", value=value))
        rank_edges(self.rank_bands)


def rank_edges(text: str) -> tuple[int, int, int]:
    """Return where the bands of ranks end, from "10, 100, 1000".

    Raises:
        ValueError: these are not three whole numbers that ascend, of 1 … 999,999.
    """
    words = [word.strip() for word in text.split(",")]
    if len(words) == 3 and all(word.isascii() and word.isdigit() for word in words):
        first, second, third = (int(word[:12]) for word in words)
        if 1 <= first < second < third <= MOST_TOKENS:
            return first, second, third
    raise ValueError(
        Sentence('rank_bands must be like "10, 100, 1000", not {value}', value=reprlib.repr(text))
    )


def read_settings(path: Path) -> tuple[Settings, str]:
    """Return the settings in `path`, and a sentence on what had to be passed over, if anything.

    A missing file is no news: the defaults. A damaged one is moved aside.

    Raises:
        SettingsError: a newer GPTDesk wrote the file, so it is not touched.
    """
    try:
        values = _load(path)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as exc:
        used = "{file}: {reason}. The default settings are used."
        return Settings(), Sentence(used, file=path, reason=cause_of(exc))
    except _DamagedError as exc:
        return Settings(), _rescue(path, exc.args[0])
    settings, mistakes = _from_values(values)
    if len(mistakes) > _MOST_NAMED:
        more = len(mistakes) - _MOST_NAMED
        mistakes[_MOST_NAMED:] = [
            Sentence("1 more line is not used")
            if more == 1
            else Sentence("{more} more lines are not used", more=more)
        ]
    if not mistakes:
        return settings, ""
    every = mistakes[0]
    for other in mistakes[1:]:
        every = Sentence("{one}; {other}", one=every, other=other)
    return settings, Sentence("{file}: {reason}.", file=path, reason=every)


def write_settings(path: Path, settings: Settings) -> None:
    """Write the settings; the file is whole before and after, whatever happens.

    Raises:
        SettingsError: the file there cannot be replaced: no room, no permission, or a newer
            GPTDesk wrote it.
    """
    text = _HEADER + to_toml({"schema": SCHEMA, **asdict(settings)})
    try:
        try:
            _load(path)
        except FileNotFoundError:
            pass
        except _DamagedError:
            move_aside(path)
        # A path may hold bytes that are no text (Linux); it is then not found at the next start.
        write_atomic(path, text.encode("utf-8", errors="replace"), is_private=True)
    except OSError as exc:
        raise SettingsError(
            "{file}: the settings are not saved: {fault}.", file=path, fault=exc
        ) from exc


def to_toml(values: Mapping[str, str | bool | int | float]) -> str:
    """Return a flat table as TOML, one `key = value` per line; keys are bare words."""
    lines: list[str] = []
    for key, value in values.items():
        match value:
            case bool():
                written = "true" if value else "false"
            case str():
                # JSON escapes what TOML wants escaped, in the same way, except for DEL.
                written = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
            case _:
                written = repr(value)
        lines.append(f"{key} = {written}\n")
    return "".join(lines)


class _DamagedError(Exception):
    """The file is no settings file; the text says why, a clause."""


def _load(path: Path) -> dict[str, Any]:
    """Return the values in `path`, in today's schema.

    Raises:
        OSError: it is not there, or cannot be read.
        _DamagedError: it can be read and makes no sense.
        SettingsError: a newer GPTDesk wrote it.
    """
    try:
        values = tomllib.loads(read_regular(path, _MOST_BYTES).decode("utf-8-sig"))
    except OSError as exc:
        if exc.errno == errno.EFBIG:
            raise _DamagedError(Sentence("it is too large to be a settings file")) from exc
        if exc.errno == errno.EINVAL:
            raise _DamagedError(Sentence("a folder, a pipe or a device is in its place")) from exc
        raise
    except (ValueError, RecursionError) as exc:  # no UTF-8, no TOML, numbers without an end
        raise _DamagedError(Sentence("it is not valid TOML")) from exc
    schema = values.pop("schema", 1)
    if type(schema) is not int or schema < 1:
        raise _DamagedError(Sentence("its schema is not a whole number above 0"))
    if schema > SCHEMA:
        raise SettingsError(
            "{file}: a newer GPTDesk wrote these settings, so they are neither used nor changed."
            " Start the newer GPTDesk, or move the file away.",
            file=path,
        )
    for migrate in _MIGRATIONS[schema - 1 :]:
        values = migrate(values)
    return values


def _from_values(values: Mapping[str, object]) -> tuple[Settings, list[str]]:
    """Return the settings that `values` allow, and a clause for each value that is not used."""
    defaults: dict[str, object] = asdict(Settings())
    mistakes: list[str] = [
        Sentence("there is no setting named {name}", name=reprlib.repr(name))
        for name in values
        if name not in defaults
    ]
    usable: dict[str, Any] = {}
    for name, default in defaults.items():
        kind = type(default)
        value = _as_kind(kind, values.get(name, default))
        if type(value) is not kind:
            must = "{name} must be {kind} ({default!r} is used)"
            mistakes.append(Sentence(must, name=name, kind=_KINDS[kind], default=default))
            continue
        usable[name] = value
    try:
        return Settings(**usable), mistakes
    except ValueError:  # one of them, or more: each alone
        settings = Settings()
    for name, value in usable.items():
        try:
            settings = replace(settings, **{name: value})
        except ValueError as exc:
            must = "{fault} ({default!r} is used)"
            mistakes.append(Sentence(must, fault=exc.args[0], default=defaults[name]))
    return settings, mistakes


def _as_kind(kind: type[object], value: object) -> object:
    """Return `value` with TOML's `1` turned into `1.0` where a float is wanted."""
    if type(value) is not int:
        return value
    if value.bit_length() > _INTEGER_BITS:
        return math.inf
    return float(value) if kind is float else value


def _rescue(path: Path, reason: str) -> str:
    """Move a damaged file aside and return the sentence that tells of it."""
    try:
        kept = move_aside(path)
    except OSError:
        left = "{file}: {reason}. The default settings are used and the file was left there."
        return Sentence(left, file=path, reason=reason)
    moved = "{file}: {reason}. The default settings are used; the old file is now {kept}."
    return Sentence(moved, file=path, reason=reason, kept=kept.name)
