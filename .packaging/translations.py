"""Translations: gathers every text of the program, and makes what the window loads.

    python .packaging/translations.py            updates resources/translations/*.ts (lupdate)
    python .packaging/translations.py --release  and makes the .qm of those that are complete

The program says its texts in five ways, of which lupdate reads one and a half: `self.tr("…")`;
`_tr("…")`, which knows the context of its module; `QT_TRANSLATE_NOOP("Context", "…")`, and
`to_translate("context", "…")` where there is no Qt; `said("…")` on the command line; and the
sentences of errors, which are written where they are raised. So they are gathered from the syntax
tree and handed to lupdate as calls of `QCoreApplication.translate`, which merges them into the
files and marks what is gone. A file is complete when nothing in it is unfinished; the window
offers the languages that have a .qm.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN",)
ERRORS = "errors"  # the context of every error's sentence
COMMAND_LINE = "command line"  # and of what `said` says

_MARKED = {"translate", "QT_TRANSLATE_NOOP", "to_translate"}  # of a context and a text


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the program.

    Attributes:
        context: class, module or kind of text; the running program asks with the same.
        source: in English.
        comment: what tells two equal texts apart; empty for most.
        is_counted: whether it has a number, and so a form for one and one for many.
    """

    context: str
    source: str
    comment: str = ""
    is_counted: bool = False


class UnreadableTextError(Exception):
    """A call that translates something which is not written where it is called."""


def texts_of(root: Path = ROOT) -> list[Text]:
    """Return every text of the program, in the order of its files, each once.

    Raises:
        UnreadableTextError: one is put together, so that no translator can be shown it.
    """
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((root / "gptdesk").rglob("*.py"))
    }
    errors = _error_classes(trees.values())
    found: dict[Text, None] = {}
    for path, tree in trees.items():
        try:
            found.update(dict.fromkeys(_in_module(tree, errors)))
        except UnreadableTextError as exc:
            raise UnreadableTextError(f"{path.relative_to(root)}:{exc}") from None
    shelf = root / "resources" / "catalog.toml"
    if shelf.is_file():
        models = tomllib.loads(shelf.read_text(encoding="utf-8"))["model"]
        found.update(dict.fromkeys(Text(ERRORS, one["good_for"]) for one in models))
    return list(found)


def _error_classes(trees: Iterator[ast.Module]) -> set[str]:
    """Return the names of all classes whose instances carry a sentence."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    errors = {"GPTDeskError"}
    while more := {name for name, above in bases.items() if above & errors} - errors:
        errors |= more
    return errors


def _in_module(tree: ast.Module, errors: set[str]) -> Iterator[Text]:
    own = _context_of_module(tree)
    for node, owner in _with_class(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name == "tr" and isinstance(node.func, ast.Attribute):
                if _name(node.func.value) != "self" or owner is None:
                    raise UnreadableTextError(f"{node.lineno}: tr of something else than self")
                yield _text(owner, node, 0)
            elif name == "_tr" and not _is_marked_elsewhere(node.args[0]):
                if own is None:
                    raise UnreadableTextError(f"{node.lineno}: _tr without a context")
                yield _text(own, node, 0)
            elif name == "said" and not _is_marked_elsewhere(node.args[0]):
                yield _text(COMMAND_LINE, node, 0)
            elif (
                name in _MARKED
                and len(node.args) >= 2
                and _is_text(node.args[0])
                and not _is_marked_elsewhere(node.args[1])
            ):
                yield _text(ast.literal_eval(node.args[0]), node, 1)
    yield from _sentences_of_errors(tree, errors)


def _is_marked_elsewhere(argument: ast.expr) -> bool:
    """Return whether a text comes out of a variable, where it was marked."""
    return isinstance(argument, ast.Name | ast.Attribute | ast.Subscript)


def _text(context: str, call: ast.Call, first: int) -> Text:
    arguments = call.args[first:]
    if not _is_text(arguments[0]):
        raise UnreadableTextError(f"{call.lineno}: {ast.unparse(arguments[0])}")
    comment = ast.literal_eval(arguments[1]) if len(arguments) > 1 else ""
    return Text(context, ast.literal_eval(arguments[0]), comment or "", len(arguments) > 2)


def _context_of_module(tree: ast.Module) -> str | None:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            calls = (one for one in ast.walk(node) if isinstance(one, ast.Call))
            for call in calls:
                if _name(call.func) == "translate" and _is_text(call.args[0]):
                    return ast.literal_eval(call.args[0])
    return None


def _with_class(tree: ast.Module) -> Iterator[tuple[ast.AST, str | None]]:
    waiting: list[tuple[ast.AST, str | None]] = [(tree, None)]
    while waiting:
        node, owner = waiting.pop()
        yield node, owner
        inside = node.name if isinstance(node, ast.ClassDef) else owner
        waiting += [(child, inside) for child in reversed(list(ast.iter_child_nodes(node)))]


def _sentences_of_errors(tree: ast.Module, errors: set[str]) -> Iterator[Text]:
    """Yield what stands in the calls of error classes, and what the names in them stand for.

    A `Sentence` is one too: it tells what the engine or the storage found, and no error.
    """
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in (errors | {"Sentence"}):
            remedies = [one.value for one in node.keywords if one.arg == "remedy"]
            for part in (*node.args, *remedies):
                for text in _texts_in(part):
                    yield Text(ERRORS, text)
                names |= {one.id for one in ast.walk(part) if isinstance(one, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if targets & names:
                for text in _texts_in(node.value):
                    if " " in text.strip():  # a sentence, or a clause of one
                        yield Text(ERRORS, text)


def _texts_in(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be, not those that it asks something with."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts_in(node.body)
        yield from _texts_in(node.orelse)
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from _texts_in(one)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def update(language: str, texts: list[Text], into: Path = FOLDER) -> None:
    """Merge `texts` into the file of `language`; what is translated stays."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "texts.py"
        calls.write_text("".join(f"{_call(text)}\n" for text in texts), encoding="utf-8")
        options = ("-locations", "none", "-no-obsolete", "-source-language", "en")
        _qt_tool("lupdate", *options, str(calls), "-ts", str(into / f"gptdesk_{language}.ts"))


def _call(text: Text) -> str:
    parts = [_quoted(text.context), _quoted(text.source)]
    if text.comment or text.is_counted:
        parts.append(_quoted(text.comment))
    if text.is_counted:
        parts.append("1")
    return f"QCoreApplication.translate({', '.join(parts)})"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def messages(language: str, folder: Path = FOLDER) -> Iterator[tuple[Text, str | None]]:
    """Yield the texts of a file with their translations; None for one that is not finished."""
    tree = ET.parse(folder / f"gptdesk_{language}.ts")  # noqa: S314  our own file
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            text = Text(
                context.findtext("name", ""),
                message.findtext("source", ""),
                message.findtext("comment", ""),
                message.get("numerus") == "yes",
            )
            translation = message.find("translation")
            assert translation is not None
            said = "".join(translation.itertext()).strip()
            yield text, None if translation.get("type") == "unfinished" or not said else said


def release(language: str, folder: Path = FOLDER) -> bool:
    """Make the .qm of `language` if its file is complete, else remove it; return which."""
    compiled = folder / f"gptdesk_{language}.qm"
    if any(said is None for _, said in messages(language, folder)):
        compiled.unlink(missing_ok=True)
        return False
    compile_catalogue(compiled)
    return True


def compile_catalogue(compiled: Path) -> None:
    """Make a .qm of the .ts beside it, complete or not: what is not finished stays English."""
    _qt_tool("lrelease", "-silent", str(compiled.with_suffix(".ts")), "-qm", str(compiled))


def _qt_tool(name: str, *arguments: str) -> None:
    import PySide6

    folder = Path(PySide6.__file__).parent
    tool = next(folder.glob(f"{name}*"), folder / name)
    # lupdate loads Qt's libraries from beside it
    subprocess.run([str(tool), *arguments], check=True, stdout=subprocess.DEVNULL, env=os.environ)  # noqa: S603


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Update the translations of GPTDesk.")
    parser.add_argument("--release", action="store_true", help="make the .qm files as well")
    options = parser.parse_args()
    texts = texts_of()
    for language in LANGUAGES:
        update(language, texts)
        said = [translation is not None for _, translation in messages(language)]
        end = ""
        if options.release:
            end = "; released" if release(language) else "; not released, because not complete"
        print(f"{language}: {sum(said)} of {len(said)} texts{end}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
