"""Processes that run a module of this package, and import nothing from the working folder.

``python -m`` looks into the working folder first, where a learner's own ``random.py`` would take
the place of Python's. Here this file is what Python runs, with its safe path; it loads the package
from the folder that it lies in, so that a clone which nobody installed works as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from runpy import run_module
from typing import Any

SEARCH_PATH = "PYTHONPATH"
"""The variable that names folders in which Python looks for modules before its own."""

_PACKAGE = Path(__file__).resolve().parent.parent


def start_module(
    module: str, *arguments: str, environ: Mapping[str, str], **options: Any
) -> subprocess.Popen[bytes]:
    """Start a module in a process of its own; ``options`` are those of Popen. Raises OSError."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", str(Path(__file__).resolve()), module, *arguments],
        env=without_working_folder(environ),
        **options,
    )


def without_working_folder(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment that does not send Python into the working folder.

    An empty part of the variable means that folder, too.
    """
    kept = [
        folder
        for folder in environ.get(SEARCH_PATH, "").split(os.pathsep)
        if folder and not _is_working_folder(folder)
    ]
    others = {name: value for name, value in environ.items() if name != SEARCH_PATH}
    return others | ({SEARCH_PATH: os.pathsep.join(kept)} if kept else {})


def _is_working_folder(folder: str) -> bool:
    try:
        return Path(folder).samefile(Path())
    except OSError:  # one of them is gone: nothing can be imported from there
        return False


def _become(module: str) -> None:
    """Run a module of the package that this file belongs to, as ``python -m`` would."""
    spec = spec_from_file_location(_PACKAGE.name, _PACKAGE / "__init__.py")
    if spec is None or spec.loader is None:  # no file of Python's: it cannot have come this far
        raise ModuleNotFoundError(_PACKAGE.name)
    package = sys.modules[_PACKAGE.name] = module_from_spec(spec)
    spec.loader.exec_module(package)
    run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _become(sys.argv.pop(1))
