"""The binding under our feet: PySide6 6.12.0 dropped a reference to None with every call (C1)."""

from __future__ import annotations

import subprocess
import sys

CANARY = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 50_000

class Sender(QObject):
    sent = Signal(int)

app = QApplication([])
label, sender, image = QLabel(), Sender(), QImage(8, 8, QImage.Format.Format_ARGB32)
painter = QPainter(image)

def measure(name, call):
    before = sys.getrefcount(None)
    for number in range(CALLS):
        call(number)
    print(name, (before - sys.getrefcount(None)) / CALLS)

measure("setText", lambda number: label.setText(str(number)))
measure("painter", lambda number: painter.drawPoint(number % 8, 0))
measure("emit", lambda number: sender.sent.emit(number))
painter.end()
"""


def test_no_call_leaks_a_reference_to_none() -> None:
    """A drift here means that the program aborts after some thousand calls on Python 3.11."""
    result = subprocess.run(
        [sys.executable, "-c", CANARY], capture_output=True, text=True, timeout=170, check=False
    )
    assert result.returncode == 0, result.stderr
    drifts = {name: float(drift) for name, drift in map(str.split, result.stdout.splitlines())}
    assert set(drifts) == {"setText", "painter", "emit"}
    assert all(abs(drift) <= 0.001 for drift in drifts.values()), drifts
