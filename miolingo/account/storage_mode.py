"""Does what is written here last? Marks of places whose disk is thrown away, and what follows.

Where the marks come from:

- CI jobs: GitHub, GitLab, Buildkite and others document ``CI=true`` and a variable of their own;
  Jenkins documents ``JENKINS_URL``, Azure Pipelines ``TF_BUILD``.
- Containers: Docker makes ``/.dockerenv``, Podman ``/run/.containerenv`` (podman-run(1)); systemd's
  container interface asks every manager for the variable ``container``; Kubernetes documents
  ``KUBERNETES_SERVICE_HOST``, Cloud Run ``K_SERVICE``, AWS Lambda ``AWS_LAMBDA_FUNCTION_NAME``,
  Heroku ``DYNO``, Hugging Face Spaces ``SPACE_ID``. What lasts in them is a volume:
  ``/proc/self/mountinfo`` (proc(5)) lists its mount.
- Notebooks: JupyterHub's Binder sets ``BINDER_SERVICE_HOST``. Colab and Kaggle promise no variable;
  ``COLAB_RELEASE_TAG`` and ``KAGGLE_KERNEL_RUN_TYPE`` are what libraries made for them look at.
- Streamlit Community Cloud promises nothing either: its apps find themselves below ``/mount/src``
  on a host named ``streamlit``, and many of them look for that.
- GitHub Codespaces documents ``CODESPACES=true``, and that its disk outlasts a stop: though a
  container, it is none of these.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path

from miolingo.auth import ACCESS_TOKEN, REFRESH_TOKEN
from miolingo.errors import ConfigurationError

VARIABLE = "MIOLINGO_STORE"
TOKENS = f"{ACCESS_TOKEN} or {REFRESH_TOKEN}"
"""The variables that hold a session, as a sentence names them."""


_CI = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "BUILDKITE")
_NOTEBOOKS = {
    "COLAB_RELEASE_TAG": "Google Colab",
    "KAGGLE_KERNEL_RUN_TYPE": "Kaggle",
    "BINDER_SERVICE_HOST": "Binder",
}
_CONTAINER_FILES = {"/.dockerenv": "Docker", "/run/.containerenv": "Podman"}
_CONTAINERS = {
    "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "K_SERVICE": "Google Cloud Run",
    "AWS_LAMBDA_FUNCTION_NAME": "AWS Lambda",
    "DYNO": "Heroku",
    "SPACE_ID": "Hugging Face Spaces",
    "container": "some kind",
}
_NO = {"", "0", "false"}
_LAYERS = {"overlay", "tmpfs", "ramfs", "aufs"}


@unique
class StorageMode(StrEnum):
    """Where attempts are kept."""

    LOCAL = "local"
    CLOUD = "cloud"


@dataclass(frozen=True)
class StorageDecision:
    """Where attempts are kept and why, and the marks that were found of a disk that will not last.

    ``passing`` where attempts go to such a disk and nobody chose it.
    """

    mode: StorageMode
    why: str
    found: tuple[str, ...] = ()
    passing: bool = False


@dataclass(frozen=True)
class Mount:
    """The mount that a folder lies on."""

    point: str
    kind: str


def decide_storage(environ: Mapping[str, str], data: Path) -> StorageDecision:
    """Where attempts are kept for an environment and a data folder. Raises ConfigurationError."""
    markers = ephemeral_markers(environ, os.path.exists, _mount_below(data))
    has_tokens = any(environ.get(name) for name in (ACCESS_TOKEN, REFRESH_TOKEN))
    return choose(environ.get(VARIABLE, "").strip().lower(), markers, has_tokens=has_tokens)


def _mount_below(folder: Path) -> Mount | None:
    """The mount that a folder lies on, or would if it were made; None where none can be told."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    whole = folder.absolute()
    present = next(path for path in (whole, *whole.parents) if path.exists())
    return mount_of(str(present.resolve()), mounts)


def mount_of(folder: str, mountinfo: str) -> Mount | None:
    """The mount of an absolute folder, by Linux's ``/proc/self/mountinfo`` (proc(5))."""
    found = None
    for line in mountinfo.splitlines():
        head, _, tail = line.partition(" - ")
        fields = head.split()
        if len(fields) > 4 and tail:
            point = fields[4].replace("\\040", " ")
            inside = folder == point or folder.startswith(point.rstrip("/") + "/")
            if inside and (found is None or len(point) >= len(found.point)):
                found = Mount(point, tail.split()[0])
    return found


def ephemeral_markers(
    environ: Mapping[str, str], exists: Callable[[str], bool], mount: Mount | None = None
) -> tuple[str, ...]:
    """Each reason why the disk here is not going to last, as a sentence without its full stop.

    ``mount`` is that of the data folder: in a container, a volume of its own lasts.
    """
    if _is_set(environ, "CODESPACES"):
        return ()
    found = _hosts(environ, exists)
    return (*found, *(() if _is_volume(mount) else _containers(environ, exists)))


def _is_set(environ: Mapping[str, str], variable: str) -> bool:
    return environ.get(variable, "").lower() not in _NO


def _hosts(environ: Mapping[str, str], exists: Callable[[str], bool]) -> Iterator[str]:
    """Places where whatever is mounted is thrown away as well."""
    if environ.get("HOSTNAME") == "streamlit" and exists("/mount/src"):
        yield "this is Streamlit Community Cloud (/mount/src, HOSTNAME=streamlit)"
    for variable, place in _NOTEBOOKS.items():
        if _is_set(environ, variable):
            yield f"this is {place} ({variable} is set)"
    if job := next((variable for variable in _CI if _is_set(environ, variable)), ""):
        yield f"this is a CI job ({job} is set)"


def _is_volume(mount: Mount | None) -> bool:
    return mount is not None and mount.point != "/" and mount.kind not in _LAYERS


def _containers(environ: Mapping[str, str], exists: Callable[[str], bool]) -> Iterator[str]:
    for file, name in _CONTAINER_FILES.items():
        if exists(file):
            yield f"this is a container of {name} ({file} is there) without a volume"
    for variable, name in _CONTAINERS.items():
        if _is_set(environ, variable):
            yield f"this is a container of {name} ({variable} is set) without a volume"


def choose(wanted: str, found: tuple[str, ...], *, has_tokens: bool) -> StorageDecision:
    """Where attempts are kept, for what MIOLINGO_STORE says and the ``marks`` that were found.

    By itself the account is chosen only where its tokens are in the environment. Raises
    ConfigurationError for a wish that is none.
    """
    match wanted:
        case "local" | "cloud":
            return StorageDecision(StorageMode(wanted), f"{VARIABLE} is {wanted}", found)
        case "" | "auto" if not found:
            return StorageDecision(StorageMode.LOCAL, "the disk here seems to be permanent")
        case "" | "auto" if has_tokens:
            why = "the disk here is not permanent and the environment has a session"
            return StorageDecision(StorageMode.CLOUD, why, found)
        case "" | "auto":
            why = "the environment has no session for the account"
            return StorageDecision(StorageMode.LOCAL, why, found, passing=True)
        case _:
            raise ConfigurationError(
                f"{VARIABLE} cannot be “{wanted}”.", hint="Set it to auto, local or cloud."
            )
