"""What is wrong with a machine is told in a sentence, with its exit code; it is never a bug."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.account.project_file import load_project, project_of
from miolingo.account.token_storage import EnvironmentStorage
from miolingo.errors import AccountError, ConfigurationError, ExitCode, StoreError
from miolingo.history.location import remember_owner
from miolingo.http_client import HttpClient, trusted
from miolingo.settings.file import SettingsFile
from tests.parts.cli import invoke

KEY = "sb_publishable_x"
NO_TEXT = "\udcff\udcfe"  # bytes that are no UTF-8, as Python takes them from a command line


@pytest.mark.parametrize(
    "url",
    [
        *("https://p.example:99999", "https://p.example:abc", "https://p.example:0"),
        *("https://[::1", "https://a..b", "https://.", f"https://{'a' * 64}.example"),
        *("https://p example", "https://p\\y", "https://*.example", "https://p.example/\x01"),
        *(f"https://{NO_TEXT}.example", f"https://p.example/{NO_TEXT}", "http://localhost:-1"),
    ],
)
def test_an_address_that_cannot_be_asked_is_none_of_a_project(url: str) -> None:
    with pytest.raises(ConfigurationError, match="looks like"):
        project_of(url, KEY)


@pytest.mark.parametrize(
    "url",
    [
        *("https://p.example", "https://p.example:8443/base", "http://127.0.0.1:54321"),
        *("http://[::1]:9", "http://localhost", "https://한국.example", "https://p.example."),
    ],
)
def test_an_address_that_can_be_asked_is_one(url: str) -> None:
    assert project_of(url, KEY).url == url


@pytest.mark.parametrize("rest", ["é", NO_TEXT, "a\nb"])
def test_a_key_that_cannot_be_sent_is_none(rest: str) -> None:
    with pytest.raises(ConfigurationError, match="not a Supabase API key"):
        project_of("https://p.example", f"sb_publishable_{rest}")


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "5", "null", "[" * 100_000),
        '{"url": 5, "publishable_key": "k"}',
        '{"url": "https://p.example", "publishable_key": 5}',
        '{"url": "https://p.example:99999", "publishable_key": "sb_publishable_x"}',
    ],
    ids=lambda content: content[:20],
)
def test_a_damaged_project_file_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "project.json"
    file.write_text(content)
    with pytest.raises(ConfigurationError):
        load_project(file, {})


@pytest.mark.parametrize("repeated", ["[", "9", "{a="])
def test_settings_beyond_all_bounds_are_told(tmp_path: Path, repeated: str) -> None:
    file = tmp_path / "settings.toml"
    content = f"x = {repeated * 5000}"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        SettingsFile(file).settings()
    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        SettingsFile(file).set_setting("daily_goal", 3)
    assert file.read_text() == content


@pytest.mark.parametrize("words", [["settings", "set", "device"], ["settings", "set", "voice"]])
def test_bytes_that_are_no_text_are_no_value(tmp_path: Path, words: list[str]) -> None:
    told = invoke(*words, NO_TEXT, home=tmp_path)
    assert told.exit_code in {ExitCode.USAGE, ExitCode.CONFIGURATION}


@pytest.mark.parametrize("variable", ["MIOLINGO_ACCESS_TOKEN", "MIOLINGO_REFRESH_TOKEN"])
@pytest.mark.parametrize("token", ["é", NO_TEXT, "a\x01b"])
def test_a_token_that_cannot_be_sent_is_none(variable: str, token: str) -> None:
    with pytest.raises(AccountError, match=f"{variable} contains no token"):
        EnvironmentStorage({variable: token}).load()


def test_an_account_without_a_proper_id_has_no_history(tmp_path: Path) -> None:
    for user_id in ("", "../x", "00000000"):
        with pytest.raises(StoreError, match="id"):
            remember_owner(tmp_path, "p.example", user_id)


def test_certificates_that_are_not_there_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miolingo.http_client.trusted", trusted.__wrapped__)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="certificates"):
        HttpClient(1.0)
