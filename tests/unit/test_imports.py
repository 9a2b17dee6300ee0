"""Who may import what: a quick start-up, and one owner for each third-party library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import miolingo

PACKAGE = Path(miolingo.__file__).parent
SHARED = {"numpy"}
"""The vocabulary of samples: any room may speak it."""

ROOMS = {
    "typer": ("cli.py", "commands/"),
    "rich": ("ui/",),
    "av": (
        *("speech/audio/decoder.py", "speech/audio/ffmpeg_memory.py", "speech/clips/"),
        "speech/long_sound/stream.py",
    ),
    "matplotlib": ("ui/history/plot.py", "ui/history/fonts.py", "ui/results/melody/picture.py"),
    "httpx": ("http_client.py", "account/http.py", "installs/download.py"),
}
"""Libraries that belong to some rooms or files; every other one belongs to a single file."""

HEAVY = {
    *("vosk", "sounddevice", "numpy", "av", "soxr", "kaldi_native_fbank"),
    *("supabase", "supabase_auth", "postgrest", "httpx", "keyring", "filelock", "fsrs"),
    *("piper", "onnxruntime", "anki", "zstandard", "matplotlib", "plotext"),
}


def imported_libraries(path: Path) -> Iterator[str]:
    """The third-party libraries that a module names anywhere, functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and _is_import(node.func):
            names = [ast.literal_eval(node.args[0])]
        for name in names:
            library = name.partition(".")[0]
            if library != "miolingo" and library not in sys.stdlib_module_names:
                yield library


def _is_import(function: ast.expr) -> bool:
    named = isinstance(function, ast.Attribute) and function.attr == "import_module"
    return named and ast.unparse(function) == "importlib.import_module"


def test_each_library_has_one_owner() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for library in imported_libraries(path):
            owners[library].add(path.relative_to(PACKAGE).as_posix())

    shared = {library: owners.pop(library, set()) for library in SHARED | set(ROOMS)}
    strangers = {
        library: sorted(file for file in shared[library] if not file.startswith(rooms))
        for library, rooms in ROOMS.items()
    }
    assert not any(strangers.values()), strangers
    assert {library: files for library, files in owners.items() if len(files) > 1} == {}


def test_help_imports_no_heavy_library() -> None:
    program = (
        "import sys; from miolingo.cli import app; app(['--help'], standalone_mode=False); "
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stderr.strip() == "[]"
