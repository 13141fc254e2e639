"""The pictures of README and README.zh-CN, and the walk: made from the real program, by itself.

    python .packaging/pictures.py                 every picture, in both languages
    python .packaging/pictures.py --language en   in one of them
    python .packaging/pictures.py --only walk     some of them, by name

Needs Pillow besides the program, which makes palettes and the animation, and fonts for Chinese. No
display is needed and no network. The bundled model answers with fixed dice, so that the pictures
show the same text each time; what the window draws is what a user sees.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "screenshots"
LANGUAGES = ("en", "zh_CN")
PICTURES = ("chat", "card", "pipeline", "hood", "compare", "library", "walk")

STORY = "Once upon a time there was a little fox. He"
BALL = (
    "Once upon a time there was a little girl called Mia. Mia had a red ball. One day Mia lost "
    "her red"
)
HEAD = (6, 0)  # of the bundled model: reads what came after the same word before
CAPTION = 44  # pixels below a frame of the walk
FRAME = (960, 600)
MOST_BYTES = 2_000_000  # of the walk

# What the walk says, scene by scene; the program's own words are translated elsewhere.
WORDS = {
    "begin": (
        "A language model in a window of its own. No network.",
        "窗口里的语言模型，不需要网络。",
    ),
    "write": (
        "Write a beginning. What could come next is there already.",
        "写一个开头。接下来可能是什么，已经显示出来了。",
    ),
    "send": (
        "Enter: the model goes on, token by token.",
        "按 Enter：模型一个词元接一个词元地写下去。",
    ),
    "colour": (
        "Colours show where it was surprised.",
        "颜色标出模型感到意外的地方。",
    ),
    "card": (
        "Any token opens: probability, rank, what else could have come.",
        "每个词元都能打开：概率、排名、还可能出现什么。",
    ),
    "swap": (
        "Take another token: a branch grows, the old one stays.",
        "换一个词元：长出一个新分支，旧的还在。",
    ),
    "pipeline": (
        "Step by step: logits, temperature, filters, and the dice.",
        "一步一步：logit、温度、筛选、骰子。",
    ),
    "slider": (
        "Move a slider, and the chances follow.",
        "拖动滑块，概率随之变化。",
    ),
    "text": (
        "The whole text as a curve of surprisal.",
        "整段文字的惊异度曲线。",
    ),
    "hood": (
        "F7: under the hood, with the real numbers of this text.",
        "F7：模型内部，用的是这段文字的真实数字。",
    ),
    "heads": (
        "What every attention head reads.",
        "每个注意力头在读什么。",
    ),
    "head": (
        "Head 6.1 reads “ball”, which came after “red” before.",
        "头 6.1 读到了“ball”：它上次就跟在“red”后面。",
    ),
    "lens": (
        "What every block would have said.",
        "每个块到此为止会说什么。",
    ),
    "compare": (
        "Two answers side by side.",
        "两个回答并排对比。",
    ),
    "guess": (
        "Guess mode: the class guesses first.",
        "猜词模式：先让全班猜。",
    ),
    "library": (
        "Other models, with what each takes, before you choose.",
        "其他模型：选择之前就知道各占多少资源。",
    ),
    "end": (
        "Everything stays on this computer.",
        "一切都留在这台电脑上。",
    ),
}


@dataclass
class Walk:
    """The frames of the animation, each with what is said and for how long.

    Attributes:
        language: of the words.
        frames: files in their order, and milliseconds.
    """

    folder: Path
    language: str
    frames: list[tuple[Path, int]] = field(default_factory=list)

    def show(self, widget, words: str, ms: int) -> None:
        """Add what a window looks like now."""
        from PySide6.QtCore import QRect, Qt
        from PySide6.QtGui import QColor, QFont, QImage, QPainter

        width, height = FRAME
        image = QImage(width, height + CAPTION, QImage.Format.Format_RGB32)
        image.fill(QColor("#15171a"))
        grabbed = widget.grab().toImage()
        painter = QPainter(image)
        left, top = (width - grabbed.width()) // 2, (height - grabbed.height()) // 2
        painter.drawImage(max(0, left), max(0, top), grabbed)
        painter.fillRect(QRect(0, height, width, CAPTION), QColor("#15171a"))
        font = QFont(widget.font())
        font.setPixelSize(20)
        painter.setFont(font)
        painter.setPen(QColor("#f4f4f1"))
        text = WORDS[words][LANGUAGES.index(self.language)]
        painter.drawText(QRect(0, height, width, CAPTION), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        path = self.folder / f"{len(self.frames):04}.png"
        image.save(str(path))
        self.frames.append((path, ms))

    def save(self, path: Path) -> None:
        """Write the animation, as good as its size allows.

        Raises:
            SystemExit: it does not get small enough.
        """
        from PIL import Image

        first, *others = (Image.open(file) for file, _ in self.frames)
        times = [ms for _, ms in self.frames]
        for quality in (80, 65, 50, 40):
            first.save(
                path,
                save_all=True,
                append_images=others,
                duration=times,
                loop=0,
                quality=quality,
                method=4,
                minimize_size=True,
            )
            if path.stat().st_size <= MOST_BYTES:
                print(f"{path}: {sum(times) / 1000:.0f} s, {path.stat().st_size:,} bytes")
                return
        raise SystemExit(f"{path} is larger than {MOST_BYTES:,} bytes")


class Stage:
    """A started program, and what a photographer does with it."""

    def __init__(self, home: Path, language: str) -> None:
        os.environ["GPTDESK_HOME"] = str(home)
        os.environ["HF_HUB_CACHE"] = str(home / "hub")
        from PySide6.QtWidgets import QApplication

        from gptdesk.app.main import build_program, make_engine
        from gptdesk.app.system.crash import CrashReporter
        from gptdesk.storage.paths import user_paths

        self.language = language
        paths = user_paths()
        paths.settings_file.parent.mkdir(parents=True, exist_ok=True)
        paths.settings_file.write_text(
            f'language = "{language}"\ncolour_scheme = "light"\ntour_offered = false\n'
            "temperature = 0.8\ntop_p = 0.8\nseed = 3\nmax_new_tokens = 70\n"
        )
        self.app = QApplication.instance() or QApplication([])
        self.program = build_program(paths, crashes=CrashReporter(), engine_factory=make_engine)
        self.models, self.window = self.program.view_models, self.program.window
        self.views = self.window.views
        opened: list[object] = []
        self.models.library.model_opened.connect(opened.append)
        self.window.resize(1280, 800)
        self.program.start(None)
        self.until(lambda: bool(opened))

    def until(self, holds: Callable[[], bool], ms: int = 60_000) -> None:
        """Let the program run until something holds."""
        end = time.monotonic() + ms / 1000
        while not holds():
            if time.monotonic() > end:
                raise SystemExit("what a picture shows did not come")
            self.rest(20)

    def rest(self, ms: int = 350) -> None:
        """Let the window settle; the program's other threads need Python meanwhile."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def save(self, widget, name: str) -> None:
        """Save what a window looks like, in as many colours as a picture of a window needs."""
        from PIL import Image

        self.rest()
        path = FOLDER / self.language / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(path))
        Image.open(path).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
        print(f"{path}: {path.stat().st_size:,} bytes")

    def ask(self, prompt: str) -> None:
        """Have a prompt continued."""
        done: list[object] = []
        self.models.chat.run_finished.connect(done.append)
        self.models.chat.submit(prompt)
        self.until(lambda: bool(done))
        self.rest()

    def answer(self):
        """Return the last answer."""
        return self.models.chat.messages.messages[-1]

    def mark(self, index: int) -> None:
        """Look at a token of the answer."""
        from gptdesk.analysis.figures import TokenRef

        self.models.inspector.mark(TokenRef(self.answer().id, False, index))
        self.until(lambda: self.models.pipeline.pipeline is not None)
        self.rest()

    def open_card(self, index: int) -> None:
        """Open a token's card as a user of the keyboard does."""
        from gptdesk.analysis.figures import TokenRef

        marked = self.views.transcript.tokens.marked
        marked.enter(TokenRef(self.answer().id, False, index))
        marked.open_card()
        self.rest(700)

    def colours(self, scheme: str) -> None:
        """Choose light or dark colours."""
        self.models.appearance.set_colour_scheme(scheme)
        self.rest()

    def close(self) -> None:
        """End the program."""
        self.window.close()
        self.rest(300)

    def surprising(self, first: int = 2) -> int:
        """Return the place of a word that had good alternatives, soon after the beginning."""
        records = self.answer().records

        def worth(at: int) -> int:
            word = self.models.inside.text_of(records[at].token_id).strip(" ␣")
            return (len(word) > 3) * (records[at].rank or 0) % 20

        return max(range(first, min(len(records), first + 40)), key=worth)

    def hood(self, page):
        """Return *Under the hood* at a page, or at a stop."""
        from gptdesk.app.viewmodels.inside.walking import Page

        self.views.menu.inside.trigger()
        window = self.views.side_windows.inside_window
        inside = self.models.inside
        self.until(lambda: inside.view is not None)
        step = inside.step
        inside.go_to(step.at_page(page) if isinstance(page, Page) else step.at_stop(page))
        self.rest(1500)
        return window

    def compare(self):
        """Return the comparison of the last answer with its branch."""
        self.models.comparing.compare(len(self.models.chat.messages.messages) - 1)
        self.rest(1500)
        return self.views.side_windows.compare_dialog


def pictures(stage: Stage, wanted: frozenset[str]) -> None:
    """Make the pictures, one after the other, in one run of the program."""
    from gptdesk.analysis.colour_scale import Measure
    from gptdesk.app.viewmodels.inside.walking import Page

    stage.ask(STORY)
    stage.models.inspector.set_colour_by(Measure.SURPRISAL)
    place = stage.surprising()
    stage.mark(place)
    if "chat" in wanted:
        stage.save(stage.window, "chat")
    if "card" in wanted:
        stage.window.resize(*FRAME)
        stage.open_card(place)
        stage.save(stage.window, "card")
        stage.views.transcript.tokens.marked.hide_card()
        stage.window.resize(1280, 800)
    if "pipeline" in wanted:
        stage.colours("dark")
        stage.views.side_panel.show_page("pipeline")
        stage.save(stage.window, "pipeline")
        stage.colours("light")
        stage.views.side_panel.show_page("next_token")
    if "compare" in wanted:
        stage.models.sampling.set_seed(5)
        done: list[object] = []
        stage.models.chat.run_finished.connect(done.append)
        stage.views.sending.regenerate_last()
        stage.until(lambda: bool(done))
        dialog = stage.compare()
        dialog.resize(1120, 720)
        stage.save(dialog, "compare")
        dialog.close()
    if "library" in wanted:
        stage.views.side_windows.show_library()
        library = stage.views.side_windows.library_window
        library.resize(1040, 700)
        stage.rest(1500)
        stage.save(library, "library")
        library.close()
    if "hood" in wanted:
        stage.views.menu.new_chat.trigger()
        stage.models.sampling.set_max_new_tokens(4)
        stage.ask(BALL)
        stage.mark(0)
        window = stage.hood(Page.ATTENTION)
        window.resize(1120, 720)
        window.page(Page.ATTENTION).attention.open_head(*HEAD)
        stage.rest(1500)
        stage.save(window, "hood")
        window.close()


def film(stage: Stage, walk: Walk) -> None:
    """Walk through the program, as somebody would who shows it in two minutes."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from gptdesk.analysis.colour_scale import Measure
    from gptdesk.app.viewmodels.inside.walking import Page

    window, models, views = stage.window, stage.models, stage.views
    window.resize(*FRAME)
    stage.rest(800)
    walk.show(window, "begin", 4000)
    editor = views.composer.editor
    for word in BALL.split(" "):
        QTest.keyClicks(editor, word if word == "Once" else f" {word}")
        if word in ("there", "Mia.", "ball.", "lost"):
            stage.rest(200)
            walk.show(window, "write", 900)
    stage.until(lambda: models.typed_text.text is not None)
    stage.rest(2500)
    walk.show(window, "write", 5000)
    models.sampling.set_max_new_tokens(60)

    def stream(words: str) -> None:
        done: list[object] = []
        models.chat.run_finished.connect(done.append)
        stage.until(lambda: not models.chat.is_busy or len(stage.answer().token_ids) > 0)
        seen = 0
        while not done:
            stage.rest(20)
            tokens = len(stage.answer().token_ids)
            if tokens >= seen + 4:
                seen = tokens
                walk.show(window, words, 350)
        stage.rest(600)
        walk.show(window, words, 1500)

    QTest.keyClick(editor, Qt.Key.Key_Return)
    stream("send")
    models.inspector.set_colour_by(Measure.SURPRISAL)
    stage.rest(600)
    walk.show(window, "colour", 5500)
    place = stage.surprising()
    stage.open_card(place)
    walk.show(window, "card", 6500)
    record = stage.answer().records[place]
    other = next(one for one in record.top_ids if one != record.token_id)
    views.transcript.tokens.marked.hide_card()
    stage.mark(place)
    models.swaps.swap(stage.models.inspector.marked, (other,))
    stream("swap")
    walk.show(window, "swap", 3500)
    dialog = stage.compare()
    dialog.resize(*FRAME)
    stage.rest(800)
    walk.show(dialog, "compare", 7000)
    dialog.close()
    stage.mark(stage.surprising(place + 1))
    views.side_panel.show_page("pipeline")
    stage.rest(800)
    walk.show(window, "pipeline", 7000)
    for percent in (90, 120, 150, 110, 80):
        models.sampling.set_temperature(percent / 100)
        stage.rest(500)
        walk.show(window, "slider", 1300)
    views.side_panel.show_page("text")
    stage.rest(900)
    walk.show(window, "text", 6000)
    models.sampling.set_max_new_tokens(4)
    views.menu.new_chat.trigger()
    stage.ask(BALL)
    stage.mark(0)
    hood = stage.hood(Page.STOP)
    hood.resize(*FRAME)
    stage.rest(1500)
    walk.show(hood, "hood", 7000)
    models.inside.go_to(models.inside.step.at_page(Page.ATTENTION))
    stage.rest(1800)
    walk.show(hood, "heads", 6000)
    hood.page(Page.ATTENTION).attention.open_head(*HEAD)
    stage.rest(1500)
    walk.show(hood, "head", 7000)
    models.inside.go_to(models.inside.step.at_page(Page.LENS))
    stage.rest(2000)
    walk.show(hood, "lens", 7000)
    hood.close()
    views.side_panel.show_page("next_token")
    views.menu.guess.trigger()
    stage.mark(2)
    stage.rest(900)
    walk.show(window, "guess", 6500)
    views.menu.guess.trigger()
    stage.rest(400)
    views.side_windows.show_library()
    library = views.side_windows.library_window
    library.resize(*FRAME)
    stage.rest(1500)
    walk.show(library, "library", 6500)
    library.close()
    stage.rest(500)
    walk.show(window, "end", 5000)


def main() -> None:
    """Make what was asked for: each language in a program of its own."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--language", choices=LANGUAGES, action="append")
    options.add_argument("--only", choices=PICTURES, action="append")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    languages, wanted = chosen.language or LANGUAGES, frozenset(chosen.only or PICTURES)
    if not chosen.here:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        for language, names in product(languages, (wanted - {"walk"}, wanted & {"walk"})):
            if names:
                command = [sys.executable, __file__, "--here", "--language", language]
                command += [part for name in sorted(names) for part in ("--only", name)]
                subprocess.run(command, check=True, cwd=ROOT, env=environment)  # noqa: S603  this script
        return
    (language,) = languages
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder) / "home", language)
        if wanted - {"walk"}:
            pictures(stage, wanted)
        if "walk" in wanted:
            walk = Walk(Path(folder), language)
            film(stage, walk)
            walk.save(FOLDER / language / "walk.webp")
        stage.close()
    os._exit(0)


if __name__ == "__main__":
    main()
