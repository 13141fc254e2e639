"""The line by line talk between a training and the program that started it.

One JSON object a line goes out, single words come in: "pause", "go on", "stop". A reader that is
gone ends the training as "stop" does, so that none runs unseen. Must not know what is trained.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from threading import Condition, Thread
from typing import TextIO


class Remote:
    """Listens in a thread of its own."""

    def __init__(self, words: TextIO, lines: TextIO) -> None:
        """Listen to `words` from now on, and tell by `lines`."""
        self._lines = lines
        self._changed = Condition()
        self._is_paused = False
        self._is_stopped = False
        Thread(target=self._listen, args=(words,), name="remote", daemon=True).start()

    @classmethod
    def of_this_process(cls) -> Remote:
        """Talk by the standard input and output."""
        return cls(sys.stdin, sys.stdout)

    def tell(self, event: str, **values: object) -> None:
        """Write a line; where nobody reads any more, the training stops."""
        try:
            self._lines.write(f"{json.dumps({'event': event, **values})}\n")
            self._lines.flush()
        except (OSError, ValueError):
            self._take("stop")

    def is_paused(self) -> bool:
        """Return whether `is_stopped` would wait."""
        with self._changed:
            return self._is_paused and not self._is_stopped

    def is_stopped(self) -> bool:
        """Wait while it is paused; return whether the training is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or not self._is_paused)
            return self._is_stopped

    def _listen(self, words: TextIO) -> None:
        with suppress(OSError, ValueError):
            for line in words:
                self._take(line.strip())
        self._take("stop")

    def _take(self, word: str) -> None:
        with self._changed:
            if word in {"pause", "go on"}:
                self._is_paused = word == "pause"
            elif word == "stop":
                self._is_stopped = True
            self._changed.notify_all()
