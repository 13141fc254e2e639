"""A real server of llama.cpp on loopback, in a process of its own that can be killed.

`pip install xllamacpp` brings it; a test that asks is skipped where it is not installed. Run as a
program, this file is the server: a model's path, a port, a length
of context and a key as arguments.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CONTEXT = 256


@dataclass
class LlamaServer:
    """One that runs.

    Attributes:
        path: of its model.
        key: that it asks for.
        context: tokens that it has room for.
        url: its address.
        process: while it runs.
    """

    path: Path
    key: str = ""
    context: int = CONTEXT
    url: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Run it, at the address that it had before if it had one."""
        port = urlsplit(self.url).port or 0
        command = [sys.executable, __file__, str(self.path), str(port), str(self.context), self.key]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), "it did not start"

    def kill(self) -> None:
        """End it as a lost computer does, without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@contextmanager
def llama_server(path: Path, key: str = "", context: int = CONTEXT) -> Iterator[LlamaServer]:
    """Run one with the model at `path`."""
    if find_spec("xllamacpp") is None:
        pytest.skip("the package xllamacpp is not installed")
    server = LlamaServer(path, key, context)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _serve(path: str, port: str, context: str, key: str) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.hostnames, params.port = ["127.0.0.1"], int(port)
    params.n_ctx, params.n_parallel = int(context), 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.api_keys = [key] if key else []
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()  # until whoever started it is gone


if __name__ == "__main__":
    _serve(*sys.argv[1:])
