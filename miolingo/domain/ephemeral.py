"""Does what is written here last? Marks of places whose disk is thrown away, and what follows.

The marks are the ones that these places document, or that images made for them have: GitHub,
GitLab and other CI services set ``CI``; Docker makes ``/.dockerenv`` and Podman
``/run/.containerenv``; Kubernetes sets ``KUBERNETES_SERVICE_HOST``, Cloud Run ``K_SERVICE``, AWS
Lambda ``AWS_LAMBDA_FUNCTION_NAME``, Heroku ``DYNO``, Hugging Face Spaces ``SPACE_ID``, Colab
``COLAB_RELEASE_TAG``, Kaggle ``KAGGLE_KERNEL_RUN_TYPE`` and Binder ``BINDER_SERVICE_HOST``;
Streamlit Community Cloud runs apps below ``/mount/src`` on a host named ``streamlit``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from miolingo.errors import ConfigurationError

VARIABLE = "MIOLINGO_STORE"

_HOSTED = {
    "SPACE_ID": "Hugging Face Spaces",
    "COLAB_RELEASE_TAG": "Google Colab",
    "KAGGLE_KERNEL_RUN_TYPE": "Kaggle",
    "BINDER_SERVICE_HOST": "Binder",
    "DYNO": "Heroku",
    "K_SERVICE": "Google Cloud Run",
    "AWS_LAMBDA_FUNCTION_NAME": "AWS Lambda",
}
_CI = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "BUILDKITE")
_CONTAINER_FILES = {"/.dockerenv": "Docker", "/run/.containerenv": "Podman"}
_CONTAINER_VARIABLES = ("KUBERNETES_SERVICE_HOST", "container")
_LAYERS = {"overlay", "tmpfs", "ramfs", "aufs"}


@unique
class Mode(StrEnum):
    """Where attempts are kept."""

    LOCAL = "local"
    CLOUD = "cloud"


@dataclass(frozen=True)
class Choice:
    """Where attempts are kept, and why; ``passing`` when that will not last and nobody chose it."""

    mode: Mode
    why: str
    passing: bool = False


@dataclass(frozen=True)
class Mount:
    """The mount that a folder lies on."""

    point: str
    kind: str


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


def mark(
    environ: Mapping[str, str], exists: Callable[[str], bool], mount: Mount | None = None
) -> str:
    """Why the disk here is not going to last, as the end of “because”; empty when it may.

    ``mount`` is that of the data folder: in a container, a volume of its own lasts.
    """
    return _hosted(environ, exists) or ("" if _is_volume(mount) else _container(environ, exists))


def _hosted(environ: Mapping[str, str], exists: Callable[[str], bool]) -> str:
    if environ.get("HOSTNAME") == "streamlit" and exists("/mount/src"):
        return "this is Streamlit Community Cloud (/mount/src, HOSTNAME=streamlit)"
    for variable, place in _HOSTED.items():
        if environ.get(variable):
            return f"this is {place} ({variable} is set)"
    for variable in _CI:
        if environ.get(variable, "").lower() not in {"", "0", "false"}:
            return f"this is a CI job ({variable} is set)"
    return ""


def _is_volume(mount: Mount | None) -> bool:
    return mount is not None and mount.point != "/" and mount.kind not in _LAYERS


def _container(environ: Mapping[str, str], exists: Callable[[str], bool]) -> str:
    for file, name in _CONTAINER_FILES.items():
        if exists(file):
            return f"this is a container of {name} ({file} is there) without a volume"
    for variable in _CONTAINER_VARIABLES:
        if environ.get(variable):
            return f"this is a container ({variable} is set) without a volume"
    return ""


def choose(wanted: str, reason: str, *, has_tokens: bool) -> Choice:
    """Where attempts are kept, for what MIOLINGO_STORE says and the ``mark`` that was found.

    By itself the account is chosen only where its tokens are in the environment. Raises
    ConfigurationError for a wish that is none.
    """
    match wanted:
        case "local" | "cloud":
            return Choice(Mode(wanted), f"{VARIABLE} is {wanted}")
        case "" | "auto":
            if reason and has_tokens:
                return Choice(Mode.CLOUD, f"{reason} and has a session in its environment")
            if reason:
                return Choice(Mode.LOCAL, reason, passing=True)
            return Choice(Mode.LOCAL, "the disk here lasts, as far as can be told")
        case _:
            raise ConfigurationError(
                f"{VARIABLE} cannot be “{wanted}”.", hint="Set it to auto, local or cloud."
            )
