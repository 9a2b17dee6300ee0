"""What a release, the lock and the pages about the project say fits together."""

from __future__ import annotations

import re
import tomllib
from urllib.parse import urlsplit

import miolingo
from tests.parts.folders import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_names_this_version() -> None:
    assert f"\nversion: {miolingo.__version__}\n" in read("CITATION.cff")


def test_the_lock_names_no_server_but_those_of_pypi() -> None:
    servers = {
        urlsplit(address).netloc for address in re.findall(r'"(\w+://[^"]+)"', read("uv.lock"))
    }
    assert servers == {"pypi.org", "files.pythonhosted.org"}


def test_the_lock_knows_every_direct_dependency() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    wanted = {
        re.split(r"[^\w.-]", line)[0] for lines in lists for line in lines if isinstance(line, str)
    }
    locked = {package["name"] for package in tomllib.loads(read("uv.lock"))["package"]}
    assert wanted - locked == set()
