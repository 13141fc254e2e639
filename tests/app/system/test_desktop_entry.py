"""The menu entry: what desktops make of it, and that its removal takes it all and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gptdesk.__main__ import main
from gptdesk.app.system import desktop_entry
from gptdesk.app.system.desktop_entry import APPLICATION_ID, command_line, exec_line
from gptdesk.app.translations import ENGLISH, offered
from gptdesk.chat.messages import Conversation
from gptdesk.errors import GPTDeskError
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.resources import resource_path

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="desktops of Linux")

# What a path may hold that the shell, the specification or both take for something else.
ODD = 'a "b" `c` $HOME \\n 100%f é;=#'


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder, in which other programs have an entry and an icon already."""
    share = tmp_path / "my share"
    monkeypatch.setenv("XDG_DATA_HOME", str(share))
    for name in ("applications/other.desktop", "icons/hicolor/48x48/apps/other.png"):
        (share / name).parent.mkdir(parents=True)
        (share / name).write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=other\n")
    return share


def installed(name: str, package: str) -> str:
    """Return the path of a program of the system; skip the test and say why where it is not."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian's package {package})")
    return found


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def entry_of(share: Path) -> dict[str, str]:
    text = (share / "applications" / f"{APPLICATION_ID}.desktop").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_removal_leaves_the_users_folder_as_it_was(
    share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Installed twice, as after an update; the desktop's own tables go too, others' files stay."""
    before = everything(share)
    for _ in range(2):
        assert main(["--install-desktop-entry"]) == 0
    path = share / "applications" / f"{APPLICATION_ID}.desktop"
    assert capsys.readouterr().out.count(f"GPTDesk is in the menu of applications: {path}\n") == 2
    for size in (16, 48, 512):
        icon = share / f"icons/hicolor/{size}x{size}/apps/{APPLICATION_ID}.png"
        image = QImage(str(icon))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 20).alpha() > 0, "nothing was drawn"
    added = "icons/hicolor/48x48/apps/later.png"
    (share / added).touch()
    assert main(["--remove-desktop-entry"]) == 0
    after = everything(share)
    assert after.pop(added) == b""
    tables = {name for name in after if name == "applications/mimeinfo.cache"}
    assert {name: data for name, data in after.items() if name not in tables} == before
    capsys.readouterr()
    assert main(["--remove-desktop-entry"]) == 0
    assert capsys.readouterr().out == "GPTDesk was not in the menu of applications.\n"


def test_nothing_stays_in_a_folder_that_only_gptdesk_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert main(["--install-desktop-entry"]) == 0
    assert len(everything(tmp_path / "share")) > 30
    assert main(["--remove-desktop-entry"]) == 0
    assert everything(tmp_path / "share") == {}


def test_what_the_entry_says_it_made_is_removed_only_below_the_folder(share: Path) -> None:
    """An entry is a text that anybody may have edited."""
    assert main(["--install-desktop-entry"]) == 0
    (share.parent / "precious").touch()
    path = share / "applications" / f"{APPLICATION_ID}.desktop"
    path.write_text(path.read_text().replace("-Made=", "-Made=mime/../../precious;"))
    assert main(["--remove-desktop-entry"]) == 0
    assert (share.parent / "precious").is_file()


def test_a_folder_that_cannot_be_written_is_a_sentence(
    share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (share / "mime").touch()
    assert main(["--install-desktop-entry"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"gptdesk: The menu entry in {share} could not be changed: ")
    assert error.count("\n") == 1


def test_the_entry_belongs_to_the_window(share: Path) -> None:
    """A desktop finds the icon of a window by these two names (seen with xprop, Qt 6.11)."""
    assert main(["--install-desktop-entry"]) == 0
    code = """
from gptdesk.app.main import make_application
app = make_application(["-c"])
print(app.desktopFileName(), app.applicationName())
"""
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    entry = entry_of(share)
    # Qt's class of the window is the application's name, on X11.
    assert names.split() == [entry["Icon"], entry["StartupWMClass"]]


def test_the_desktops_own_validators_accept_it(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry as it is shipped, and with a command that needs every kind of quoting."""
    validate = installed("desktop-file-validate", "desktop-file-utils")
    script = tmp_path / ODD / "gptdesk"
    script.parent.mkdir()
    script.touch(0o755)
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert main(["--install-desktop-entry"]) == 0
    shipped = resource_path(f"linux/{APPLICATION_ID}.desktop")
    for path in (shipped, share / "applications" / shipped.name):
        result = subprocess.run([validate, path], capture_output=True, text=True)
        assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_the_metainfo_is_valid() -> None:
    """A software centre shows what stands there."""
    appstreamcli = installed("appstreamcli", "appstream")
    path = resource_path(f"linux/{APPLICATION_ID}.metainfo.xml")
    result = subprocess.run(
        [appstreamcli, "validate", "--no-net", path], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout
    types = entry_of_shipped()["MimeType"].strip(";").split(";")
    assert all(f"<mediatype>{one}</mediatype>" in path.read_text() for one in types)


def entry_of_shipped() -> dict[str, str]:
    text = resource_path(f"linux/{APPLICATION_ID}.desktop").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


@pytest.mark.parametrize("language", [one for one in offered() if one != ENGLISH])
def test_a_desktop_speaks_of_it_in_every_language_of_the_window(language: str) -> None:
    """The menu, its search, the kinds of files and a software centre, before it was started."""
    entry = entry_of_shipped()
    for key in ("GenericName", "Comment", "Keywords"):
        assert entry[f"{key}[{language}]"] not in ("", entry[key])
    for kind, tags in (("mime", ("comment",)), ("metainfo", ("summary", "p", "li"))):
        tree = ET.parse(resource_path(f"linux/{APPLICATION_ID}.{kind}.xml"))
        texts = [one for one in tree.iter() if one.tag.rpartition("}")[2] in tags]
        languages = [(one.get(_LANG) or ENGLISH).replace("-", "_") for one in texts]
        assert languages.count(language) == languages.count(ENGLISH) == len(texts) // len(offered())


def test_a_desktop_starts_the_command_with_the_file(share: Path, tmp_path: Path) -> None:
    """GLib reads `Exec` as GNOME, Xfce and others do; no shell takes a part of it for its own."""
    gio = installed("gio", "libglib2.0-bin")
    script, file = tmp_path / ODD / "gptdesk", tmp_path / "my $model" / "a b.gguf"
    for path in (script, file):
        path.parent.mkdir()
        path.touch()
    script.write_text('#!/bin/sh\nprintf "%s" "$#:$1"\n')
    script.chmod(0o755)
    entry = tmp_path / "one.desktop"
    value = exec_line([str(script)])
    entry.write_text(f"[Desktop Entry]\nType=Application\nName=One\nExec={value}\n")
    result = subprocess.run([gio, "launch", entry, file], capture_output=True, text=True)
    assert result.stdout == f"1:{file}"


def test_files_are_told_by_their_kind(share: Path, tmp_path: Path) -> None:
    """And no other JSON file becomes GPTDesk's."""
    installed("update-mime-database", "shared-mime-info")
    gio = installed("gio", "libglib2.0-bin")
    assert main(["--install-desktop-entry"]) == 0
    conversation = b"".join(conversation_json(Conversation(title="A")))
    files = {
        "a.gguf": (b"GGUF\x03\0\0\0", "application/x-gguf"),
        "b.safetensors": (b"\x10\0\0\0\0\0\0\0{}", "application/x-safetensors"),
        "c.json": (conversation, "application/vnd.gptdesk.conversation+json"),
        "d.json": (b'{"format": "of another program"}', "application/json"),
    }
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    command = [gio, "info", "--attributes=standard::content-type"]
    paths = [tmp_path / name for name in files]
    told = subprocess.run([*command, *paths], capture_output=True, text=True).stdout
    types = [line.split()[-1] for line in told.splitlines() if "content-type:" in line]
    assert types == [expected for _, expected in files.values()]
    entry_types = entry_of(share)["MimeType"].split(";")
    assert set(types[:3]) == set(entry_types) - {""}


def test_the_command_is_the_one_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundle, the installed script wherever a link to it lies, or this Python."""
    script = tmp_path / "gptdesk"
    script.touch(0o755)
    python = tmp_path / "elsewhere" / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert command_line() == (str(script),)
    monkeypatch.setattr(sys, "argv", ["/some/gptdesk/__main__.py"])
    monkeypatch.setattr(desktop_entry, "is_installed", lambda: True)
    assert command_line() == (str(python), "-m", "gptdesk")
    monkeypatch.setattr(desktop_entry, "is_installed", lambda: False)
    with pytest.raises(GPTDeskError, match="not installed in"):
        command_line()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command_line() == (str(python),)


def test_other_systems_get_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["--remove-desktop-entry"]) == 1
    assert "for Linux desktops" in capsys.readouterr().err
