"""``miolingo deck`` through the command line, with real files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from rich.cells import cell_len

from miolingo.commands.installs import model
from miolingo.composition.context import Context, context_from
from miolingo.composition.decks import own_decks
from miolingo.composition.speech import read_reference
from miolingo.decks.cards import Card, Deck
from miolingo.decks.lookup import deck_of, find_deck, open_deck
from miolingo.decks.places import deck_places
from miolingo.errors import ConfigurationError, ExitCode, MiolingoError, UsageError
from miolingo.judging.recording import Audio
from miolingo.practice.playback.speakers import recorded_speaker
from miolingo.practice.request import PracticeSetup
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.synthesis.phonemizer import transcribed
from tests.parts.anki_packages import anki_part
from tests.parts.cli import Ended, invoke_here

HELLO = "안녕하세요"
TABLE = f"""phrase;translation;ipa;recording
{HELLO};Hello;;audio\\hello.wav
커피 주세요;A coffee, please;;audio/none.wav
;nothing;;
🎉;party;;
물;Water;;../hello.wav
"""

RUN_PRACTICE = "miolingo.composition.practice.run_practice"


@pytest.fixture
def recording() -> Audio:
    return speak(HELLO, Voice("ko"))


@pytest.fixture
def table(tmp_path: Path, recording: Audio) -> Path:
    folder = tmp_path / "given"
    (folder / "audio").mkdir(parents=True)
    soundfile.write(folder / "audio" / "hello.wav", recording.samples, recording.sample_rate_hz)
    file = folder / "mine.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


@pytest.fixture
def own(miolingo_home: Path) -> Path:
    return miolingo_home / "data" / "decks" / "ko"


def deck_in(file: Path) -> Deck:
    """The deck of a text file."""
    return deck_of(open_deck(own_decks(context_from()), str(file), "ko", file.parent))


def run(*arguments: str | Path) -> Ended:
    return invoke_here("deck", *arguments)


def refused(kind: type[MiolingoError], *arguments: str | Path) -> MiolingoError:
    error = run(*arguments).error
    assert isinstance(error, kind), error
    assert error.hint
    return error


def printed(*arguments: str | Path) -> str:
    """What a command that succeeds prints; only adding tells something besides."""
    ended = run(*arguments)
    assert (ended.exit_code, bool(ended.stderr)) == (ExitCode.OK, arguments[0] == "add")
    return ended.stdout


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_added_decks_are_listed_after_the_built_in_ones(tmp_path: Path) -> None:
    printed("add", written(tmp_path, "mine.txt", "물 | water\n밥 | rice\n"))
    listed = json.loads(printed("list", "--lang", "ko", "--json"))
    assert listed["schema"] == "miolingo.decks/1"
    first, *_, last = listed["decks"]
    assert (first["name"], first["built_in"], first["level"]) == ("starter", True, None)
    assert (last["name"], last["built_in"], last["cards"]) == ("mine", False, 2)
    assert "mine" in printed("list")
    assert "mine" not in printed("list", "--lang", "fr")


def test_what_can_be_read_is_added_and_the_rest_is_told_by_line(table: Path, own: Path) -> None:
    ended = run("add", table)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stdout == "Added: mine (ko), 2 phrases\n"
    told = [line.partition(":")[0] for line in ended.stderr.splitlines()]
    assert told[-4:] == ["Line 3", "Line 4", "Line 5", "Line 6"]
    assert [card.phrase for card in deck_in(own / "mine.txt").cards] == [HELLO, "커피 주세요"]


def test_a_recording_comes_along_and_is_the_reference(
    table: Path, own: Path, recording: Audio
) -> None:
    run("add", table)
    shutil.rmtree(table.parent)
    card = deck_in(own / "mine.txt").cards[0]
    assert Path(card.recording).is_relative_to(own)
    played = recorded_speaker(read_reference, pytest.fail)(card, False)
    assert played is not None
    assert played.duration_ms == recording.duration_ms


def test_without_a_usable_recording_another_voice_speaks_and_that_is_told_once(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    speaker = recorded_speaker(read_reference, told.append)
    damaged = Card(HELLO, recording=str(written(tmp_path, "damaged.wav", "no sound")))
    for _ in range(2):
        assert speaker(damaged, False) is None
        assert speaker(damaged, True) is None
    assert len(told) == 2
    assert "damaged.wav" in told[0]
    assert "slow" in told[1]
    assert speaker(Card(HELLO), True) is None
    assert len(told) == 2


def test_a_deck_is_replaced_only_when_told_to(tmp_path: Path, own: Path) -> None:
    printed("add", written(tmp_path, "mine.txt", "물"))
    other = written(tmp_path, "other.txt", "밥")
    refused(ConfigurationError, "add", other, "--name", "mine")
    assert (own / "mine.txt").read_text(encoding="utf-8") == "물\n"
    printed("add", other, "--name", "mine", "--replace")
    assert (own / "mine.txt").read_text(encoding="utf-8") == "밥\n"


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a\\b", "con:", "phrases-A"])
def test_a_name_that_cannot_be_is_refused(name: str, tmp_path: Path, miolingo_home: Path) -> None:
    refused(UsageError, "add", written(tmp_path, "mine.txt", "물"), "--name", name)
    assert not (miolingo_home / "data").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", ""), ("a.csv", "phrase\n,\n"), ("a.json", "{"), ("a.apkg", "물"), ("a.pdf", "물")],
)
def test_a_file_that_is_no_deck_is_refused(
    name: str, text: str, tmp_path: Path, miolingo_home: Path
) -> None:
    refused(ConfigurationError, "add", written(tmp_path, name, text))
    refused(ConfigurationError, "add", tmp_path / f"none-{name}")
    assert not (miolingo_home / "data").exists()


def test_a_killed_add_changes_nothing_and_the_next_one_tidies_up(table: Path, own: Path) -> None:
    run("add", table)
    before = sorted(own.rglob("*"))
    text = (own / "mine.txt").read_bytes()
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from miolingo import cli\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "cli.app(['deck', 'add', sys.argv[1], '--replace'])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, table], check=False)
    assert ended.returncode == -9
    assert (own / "mine.txt").read_bytes() == text
    assert set(before) < set(own.rglob("*"))
    run("add", table, "--name", "other")
    assert len(list((own / "recordings").iterdir())) == 2
    assert sorted(path.name for path in own.iterdir()) == ["mine.txt", "other.txt", "recordings"]


def test_a_link_out_of_the_folder_is_no_recording(table: Path, tmp_path: Path, own: Path) -> None:
    (tmp_path / "elsewhere.wav").write_bytes((table.parent / "audio/hello.wav").read_bytes())
    (table.parent / "link.wav").symlink_to(tmp_path / "elsewhere.wav")
    ended = run("add", written(table.parent, "linked.txt", "물 | | | link.wav"))
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "folder" in ended.stderr
    assert deck_in(own / "linked.txt").cards == (Card("물"),)


def test_removing_asks_and_takes_the_recordings_along(table: Path, own: Path) -> None:
    run("add", table)
    refused(UsageError, "remove", "mine")
    assert (own / "mine.txt").exists()
    assert printed("remove", "mine", "--yes") == "Removed: mine (ko)\n"
    assert [path for path in own.rglob("*") if path.is_file()] == []
    refused(ConfigurationError, "remove", "mine", "--yes")
    refused(UsageError, "remove", "starter", "--yes")


@pytest.mark.parametrize("name", ["out.txt", "out.csv", "out.apkg"])
def test_an_exported_deck_can_be_added_again(
    name: str, table: Path, tmp_path: Path, own: Path
) -> None:
    if name.endswith(".apkg"):
        anki_part()
    run("add", table)
    out = tmp_path / "elsewhere" / name
    out.parent.mkdir()
    printed("export", "mine", out)
    refused(ConfigurationError, "export", "mine", out)
    printed("add", out)
    cards = [deck_in(own / file).cards for file in ("mine.txt", "out.txt")]
    again = [[(card.phrase, card.translation, card.ipa) for card in deck] for deck in cards]
    assert again[0] == again[1]
    assert [Path(deck[0].recording).read_bytes() for deck in cards][1]


def test_a_built_in_deck_keeps_its_themes_in_an_export(tmp_path: Path) -> None:
    printed("export", "phrases-A", tmp_path / "fr.csv", "--lang", "fr")
    printed("add", tmp_path / "fr.csv", "--lang", "fr")
    themes = [
        printed("show", name, "--lang", "fr").split("\n", 1)[1] for name in ("phrases-A", "fr")
    ]
    assert themes[0] == themes[1]
    assert "\nGreetings\n" in themes[0]


def test_a_search_finds_both_sides_without_case_accents_and_width() -> None:
    assert "Ça va bien" in printed("search", "ca VA bien", "--lang", "fr")
    assert "Ça va bien" in printed("search", "Ｉ'm Ｆine", "--lang", "fr")
    assert HELLO in printed("search", "안녕")
    ended = run("search", "xyzzy")
    assert (ended.exit_code, ended.stdout) == (ExitCode.OK, "")
    refused(UsageError, "search", " ")


def test_scripts_that_run_the_other_way_and_wide_ones_fit_a_narrow_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    text = "שלום עולם | hello\u202e world\nＷＩＤＥ 안녕 | wide\n"
    printed("add", written(tmp_path, "שלום-안녕하세요-물-밥-커피.txt", text), "--lang", "he")
    shown = printed("show", "שלום-안녕하세요-물-밥-커피", "--lang", "he")
    assert "\nשלום עולם\n    hello world\nＷＩＤＥ 안녕\n" in shown
    assert "\x1b" not in shown
    assert max(map(cell_len, printed("list", "--lang", "he").splitlines())) <= 30


def test_without_a_model_the_lines_are_still_checked(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "a.txt", "Salut"), written(tmp_path, "b.txt", "Salut\n| x\n")
    ended = run("check", good, "--lang", "tlh")
    assert ended.exit_code == ExitCode.MODEL
    assert "Every line can be read." in ended.stdout
    assert "Only the lines are checked." in ended.stderr
    ended = run("check", bad, "--lang", "tlh", "--json")
    assert ended.exit_code == ExitCode.CONFIGURATION
    checked = json.loads(ended.stdout)
    assert (checked["model"], checked["sound"]) == (None, False)
    assert [(row["line"], row["judgeable"]) for row in checked["rows"]] == [(1, None), (2, None)]
    assert checked["rows"][1]["problem"] == "the phrase is empty"


def test_a_check_tells_every_way_to_say_a_phrase_and_its_pronunciation(tmp_path: Path) -> None:
    deck = written(tmp_path, "a.txt", "21 cafés\n| nothing\nSalut, l’ami !\n")
    rows = json.loads(run("check", deck, "--lang", "fr", "--json").stdout)["rows"]
    assert [row["spoken"] for row in rows] == [
        ["vingt et un cafés", "vingt et une cafés"],
        [],
        ["salut l'ami"],
    ]
    assert [row["pronunciation"] for row in rows] == [
        [transcribed(way, "fr") for way in row["spoken"]] for row in rows
    ]


def test_a_pronunciation_that_is_not_known_is_null(tmp_path: Path) -> None:
    deck = written(tmp_path, "a.txt", "Salut")
    (row,) = json.loads(run("check", deck, "--lang", "qaa", "--json").stdout)["rows"]
    assert (row["spoken"], row["pronunciation"]) == (["salut"], [None])


def test_a_deck_of_a_region_counts_for_its_language(tmp_path: Path) -> None:
    printed("add", written(tmp_path, "mine.txt", "Bom dia"), "--lang", "pt-BR")
    printed("add", written(tmp_path, "theirs.txt", "Bonjour"), "--lang", "fr")
    own = [place for place in deck_places(own_decks(context_from()), "pt") if place.path]
    assert [place.name for place in own] == ["mine"]
    assert find_deck(own_decks(context_from()), "mine", "pt") == own[0]
    refused(ConfigurationError, "show", "theirs", "--lang", "pt")
    with pytest.raises(ConfigurationError, match=r"no file “a\.tsv”, and no deck of that name"):
        find_deck(own_decks(context_from()), "a.tsv", "pt")
    with pytest.raises(ConfigurationError, match="There is no"):
        find_deck(own_decks(context_from()), "a" * 5_000, "pt")
    there = written(tmp_path, "there.tsv", "Bonjour")
    with pytest.raises(ConfigurationError, match="There is no deck") as told:
        find_deck(own_decks(context_from()), str(there), "pt")
    assert f"It is a file: miolingo deck add {there}" in told.value.hint


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Deck]:
    """Run ``miolingo practice`` up to its session; the deck that would be practiced."""
    practiced: list[PracticeSetup] = []
    monkeypatch.setattr(RUN_PRACTICE, lambda _context, setup: not practiced.append(setup))
    monkeypatch.setattr(model, "offer_model", lambda _context, _language: None)

    def run_practice(*arguments: str | Path) -> Deck:
        refusal = invoke_here("practice", *arguments).error
        if refusal:
            raise refusal
        return practiced.pop().deck

    return run_practice


def test_show_and_practice_open_the_same_deck_of_a_name(
    miolingo_home: Path, practice: Callable[..., Deck]
) -> None:
    """One of the learner's own in another language is never meant, not even by its name."""
    folder = miolingo_home / "data" / "decks" / "fr"
    folder.mkdir(parents=True)
    written(folder, "starter.txt", "Mon propre mot")
    for language, phrase in (("ko", HELLO), ("ko-KR", HELLO), ("fr", "Mon propre mot")):
        deck = practice("--deck", "starter", "--lang", language)
        assert deck.cards[0].phrase == phrase
        assert phrase in printed("show", "starter", "--lang", language)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "phrase,translation\n커피 주세요,Coffee please\n"),
        ("t.tsv", "커피 주세요\tCoffee please\n"),
        ("T.TXT", "커피 주세요 | Coffee please\n"),
        ("t.md", "커피 주세요 | Coffee please\n"),
        ("t", "커피 주세요 | Coffee please\n"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--new", "1")])
def test_practice_reads_a_file_by_its_format(
    name: str, text: str, more: tuple[str, ...], tmp_path: Path, practice: Callable[..., Deck]
) -> None:
    (card,) = practice("--deck", written(tmp_path, name, text), *more).cards
    assert (card.phrase, card.translation) == ("커피 주세요", "Coffee please")


def test_practice_plays_the_recordings_of_a_package(
    table: Path, tmp_path: Path, recording: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are there as long as the session lasts, and gone after it."""
    anki_part()
    played: dict[Path, int] = {}

    def play(_context: Context, setup: PracticeSetup) -> bool:
        path = Path(setup.deck.cards[0].recording)
        played[path] = read_reference(path).duration_ms
        return True

    monkeypatch.setattr(RUN_PRACTICE, play)
    monkeypatch.setattr(model, "offer_model", lambda _context, _language: None)
    run("add", table)
    printed("export", "mine", tmp_path / "mine.apkg")
    assert invoke_here("practice", "--deck", tmp_path / "mine.apkg").exit_code == ExitCode.OK
    assert list(played.values()) == [recording.duration_ms]
    assert not any(path.exists() for path in played)


def test_check_and_practice_refuse_a_recording_that_a_link_leads_out_of_the_folder(
    table: Path, tmp_path: Path, practice: Callable[..., Deck]
) -> None:
    (tmp_path / "elsewhere.wav").write_bytes((table.parent / "audio/hello.wav").read_bytes())
    (table.parent / "link.wav").symlink_to(tmp_path / "elsewhere.wav")
    deck = written(table.parent, "linked.txt", "밥\n물 | | | link.wav")
    told = "the recording is not in the deck’s folder"
    checked = json.loads(run("check", deck, "--lang", "qaa", "--json").stdout)
    assert [row["problem"] for row in checked["rows"]] == [None, told]
    with pytest.raises(ConfigurationError, match=f"line 2: {told}"):
        practice("--deck", deck)
