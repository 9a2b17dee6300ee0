"""Where attempts are kept: what is found of a place, and what follows from it."""

from __future__ import annotations

import pytest

from miolingo.account.storage_mode import Mount, StorageMode, choose, ephemeral_markers, mount_of
from miolingo.errors import ConfigurationError

MOUNTS = """\
22 1 0:21 / / rw,relatime - overlay overlay rw,lowerdir=/a
23 22 0:5 / /dev rw - tmpfs tmpfs rw
30 22 8:1 /vol /home/mina/data rw,relatime shared:1 - ext4 /dev/sda1 rw
31 22 8:1 /vol /with\\040space rw - xfs /dev/sdb1 rw
garbage
"""
FOUND = ("this is a container",)
VOLUME, LAYER = Mount("/data", "ext4"), Mount("/", "overlay")


@pytest.mark.parametrize(
    ("environ", "files", "mount", "found"),
    [
        ({}, (), None, []),
        ({"HOSTNAME": "streamlit"}, ("/mount/src",), VOLUME, ["Streamlit Community Cloud"]),
        ({"HOSTNAME": "streamlit"}, (), None, []),
        ({}, ("/mount/src",), None, []),
        ({"CI": "true"}, (), VOLUME, ["CI job"]),
        ({"CI": "true", "GITHUB_ACTIONS": "true"}, (), None, ["CI is set"]),
        ({"CI": "False"}, (), None, []),
        ({"CI": ""}, (), None, []),
        ({"GITLAB_CI": "true"}, (), None, ["GITLAB_CI"]),
        ({"JENKINS_URL": "http://127.0.0.1/"}, (), None, ["JENKINS_URL"]),
        ({"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}, (), VOLUME, ["Kaggle"]),
        ({"COLAB_RELEASE_TAG": "release-colab_1"}, (), None, ["Google Colab"]),
        ({"BINDER_SERVICE_HOST": "10.0.0.2"}, (), None, ["Binder"]),
        ({"K_SERVICE": "coach"}, (), None, ["Cloud Run"]),
        ({"SPACE_ID": "mina/coach"}, (), LAYER, ["Hugging Face"]),
        ({"SPACE_ID": "mina/coach"}, (), VOLUME, []),
        ({}, ("/.dockerenv",), None, ["Docker"]),
        ({}, ("/.dockerenv",), LAYER, ["Docker"]),
        ({}, ("/.dockerenv",), Mount("/tmp", "tmpfs"), ["Docker"]),  # noqa: S108 - a mount point
        ({}, ("/.dockerenv",), VOLUME, []),
        ({}, ("/run/.containerenv",), LAYER, ["Podman"]),
        ({"container": "lxc"}, (), LAYER, ["container is set"]),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, (), LAYER, ["KUBERNETES_SERVICE_HOST"]),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, (), VOLUME, []),
        ({"CI": "true"}, ("/.dockerenv",), LAYER, ["CI job", "Docker"]),
        ({"CODESPACES": "true"}, ("/.dockerenv",), LAYER, []),
    ],
)
def test_marks(
    environ: dict[str, str], files: tuple[str, ...], mount: Mount | None, found: list[str]
) -> None:
    told = ephemeral_markers(environ, files.__contains__, mount)
    assert len(told) == len(found)
    assert all(name in why for name, why in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("folder", "mount"),
    [
        ("/home/mina/data/account", Mount("/home/mina/data", "ext4")),
        ("/home/mina/data", Mount("/home/mina/data", "ext4")),
        ("/home/mina/database", Mount("/", "overlay")),
        ("/with space/x", Mount("/with space", "xfs")),
        ("/dev/shm", Mount("/dev", "tmpfs")),  # noqa: S108 - a mount point
    ],
)
def test_the_mount_of_a_folder(folder: str, mount: Mount) -> None:
    assert mount_of(folder, MOUNTS) == mount


def test_no_mount_is_known_where_the_system_tells_nothing() -> None:
    assert mount_of("/home", "") is None


@pytest.mark.parametrize(
    ("wanted", "found", "has_tokens", "mode", "passing"),
    [
        ("", (), False, StorageMode.LOCAL, False),
        ("auto", (), True, StorageMode.LOCAL, False),
        ("auto", FOUND, True, StorageMode.CLOUD, False),
        ("auto", FOUND, False, StorageMode.LOCAL, True),
        ("", FOUND, False, StorageMode.LOCAL, True),
        ("local", FOUND, True, StorageMode.LOCAL, False),
        ("local", FOUND, False, StorageMode.LOCAL, False),
        ("cloud", (), False, StorageMode.CLOUD, False),
        ("cloud", FOUND, True, StorageMode.CLOUD, False),
    ],
)
def test_what_is_chosen(
    wanted: str, found: tuple[str, ...], has_tokens: bool, mode: StorageMode, passing: bool
) -> None:
    choice = choose(wanted, found, has_tokens=has_tokens)
    assert (choice.mode, choice.found, choice.passing) == (mode, found, passing)
    assert choice.why


def test_another_wish_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="clud"):
        choose("clud", (), has_tokens=False)
