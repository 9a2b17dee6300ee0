"""Dialogues: a partner's lines in decks, in a practice session, in reviews and on screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.decks.cards import Card, Deck, deck_of_rows, rows_of_deck, with_ipa
from miolingo.decks.columns import ReadOptions
from miolingo.decks.folder import DeckFolder
from miolingo.decks.formats.text import deck_text, parse_deck, text_rows
from miolingo.decks.lookup import known_decks
from miolingo.decks.read_write import rows_of_text
from miolingo.errors import ConfigurationError, ExitCode
from miolingo.history.attempts import AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.practice.interface import Key
from miolingo.practice.plan import PlanRequest, plan
from miolingo.store import Store
from tests.parts.anki_packages import anki_part
from tests.parts.attempts import an_attempt_that_went
from tests.parts.cli import invoke_here
from tests.parts.practice_world import World
from tests.parts.screens import Screen

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CAFE = """# At the café
@점원: 어서 오세요. | Welcome.
@점원: 뭐 드릴까요? | What can I get you?
커피 한 잔 주세요 | A coffee, please
@점원: 여기요. | Here you are.
감사합니다 | Thank you
# Words
물 | water
"""
WELCOME = Card("어서 오세요.", "Welcome.", speaker="점원")
WISH = Card("뭐 드릴까요?", "What can I get you?", speaker="점원")
HERE = Card("여기요.", "Here you are.", speaker="점원")
TITLE = "At the café"
DECK = Deck(
    "cafe",
    (
        Card("커피 한 잔 주세요", "A coffee, please", replies_to=(WELCOME, WISH), dialogue=TITLE),
        Card("감사합니다", "Thank you", replies_to=(HERE,), dialogue=TITLE),
        Card("물", "water"),
    ),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    deck = tmp_path / "cafe.txt"
    deck.write_text(CAFE, encoding="utf-8")
    return deck


def test_a_partners_lines_go_with_the_card_that_answers_them() -> None:
    assert parse_deck("cafe", CAFE) == DECK


@pytest.mark.parametrize("phrase", ["@home", "@ 10:30", "@", "at 10: now", "@:물"])
def test_what_names_no_partner_is_a_phrase(phrase: str) -> None:
    (row,) = text_rows(phrase)
    assert row.card == Card(phrase)


@pytest.mark.parametrize("line", ["@Dr. Kim: 네?", "@ Dr. Kim : 네?", "@Dr. Kim： 네?"])
def test_a_name_may_have_dots_and_spaces(line: str) -> None:
    (row,) = text_rows(line)
    assert row.card == Card("네?", speaker="Dr. Kim")


def test_text_and_tables_bring_a_dialogue_back(file: Path, tmp_path: Path) -> None:
    for name in ("again.txt", "again.csv"):
        again = tmp_path / name
        assert invoke_here("deck", "add", file, "--lang", "ko", "--replace").error is None
        assert invoke_here("deck", "export", "cafe", again, "--lang", "ko").error is None
        rows = rows_of_text(again.read_text("utf-8"), again.suffix, ReadOptions("ko"))
        assert deck_of_rows("cafe", rows) == DECK


def test_in_anki_a_partners_line_is_a_note_of_its_own(file: Path, tmp_path: Path) -> None:
    anki_part()
    package = tmp_path / "cafe.apkg"
    assert invoke_here("deck", "add", file, "--lang", "ko").error is None
    assert invoke_here("deck", "export", "cafe", package, "--lang", "ko").error is None
    assert invoke_here("deck", "add", package, "--lang", "ko", "--name", "back").error is None
    shown = invoke_here("deck", "show", "back", "--lang", "ko").stdout
    assert "@점원: 뭐 드릴까요?\n" in shown
    assert shown.index("뭐 드릴까요?") < shown.index("커피 한 잔 주세요")


def test_a_deck_that_is_kept_as_lines_is_the_same() -> None:
    assert parse_deck("cafe", deck_text(rows_of_deck(DECK))) == DECK


@pytest.mark.parametrize(
    "text",
    [
        "물\n@Anna: 네?",
        "@Anna: 네?\n# Words\n물",
        "@Anna: 네?\n물 | a | b | c | d\n물",
    ],
)
def test_a_partners_line_that_nothing_answers_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Deck “x”, line"):
        parse_deck("x", text)
    file = tmp_path / "x.txt"
    file.write_text(text, encoding="utf-8")
    ended = invoke_here("deck", "add", file, "--lang", "ko")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "without your answer" in ended.stderr
    assert ended.stdout == "Added: x (ko), 1 phrase\n"


def test_a_search_finds_what_a_partner_says(file: Path) -> None:
    assert invoke_here("deck", "add", file, "--lang", "ko").error is None
    assert "@점원: 여기요." in invoke_here("deck", "search", "here you are", "--lang", "ko").stdout


def test_in_practice_the_partner_speaks_before_the_learner() -> None:
    world = World()
    world.session(DECK).run()
    sounds = [event for event in world.log if event.startswith(("card", "now playing", "speak"))]
    assert sounds == [
        "card 1/3 커피 한 잔 주세요",
        "now playing partner line",
        "now playing partner line",
        "now playing reference",
        "speak now",
        "card 2/3 감사합니다",
        "now playing partner line",
        "now playing reference",
        "speak now",
        "card 3/3 물",
        "now playing reference",
        "speak now",
    ]
    lengths = [len(card.phrase) for card in (WELCOME, WISH, DECK.cards[0])]
    assert [len(audio.samples) for audio in world.played[:3]] == lengths
    assert len(world.kept) == 3


@pytest.mark.parametrize(("key", "spoken"), [(Key.NEXT, 1), (Key.SKIP, 0)])
def test_a_key_while_the_partner_speaks_goes_to_speaking_or_on(key: Key, spoken: int) -> None:
    world = World(while_playing=[key])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert len(world.played) == 1
    assert len(world.kept) == spoken


def test_to_listen_again_is_to_hear_the_partner_too_and_slowly_the_phrase_alone() -> None:
    world = World(script=[Key.LISTEN, Key.SLOW, Key.QUIT])
    world.session(Deck("one", DECK.cards[1:2])).run()
    sounds = [event for event in world.log if event.startswith("now playing")]
    assert [sound.removeprefix("now playing ") for sound in sounds] == [
        *("partner line", "reference") * 2,
        "slow reference",
    ]


def test_without_a_loudspeaker_a_dialogue_is_practiced_all_the_same() -> None:
    world = World(player_fails=True)
    world.session(DECK).run()
    assert len(world.kept) == 3


@pytest.mark.parametrize("plain", [True, False])
def test_what_the_partner_says_stands_before_the_phrase(plain: bool) -> None:
    screen = Screen(plain=plain)
    screen.view.card(DECK.cards[0], 1, 2)
    shown = "\n".join(screen.shown())
    told = (TITLE, "점원: 어서", "Welcome.", "점원: 뭐", "What can I get you?", "커피", "A coffee")
    places = [shown.index(text) for text in told]
    assert places == sorted(places)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "history.db") as opened:
        yield opened


def test_reviews_of_a_dialogue_keep_its_lines_and_its_order(store: Store) -> None:
    other = Deck("other", (Card("감사합니다", "Thanks!"), Card("네", "yes")))
    practiced = [("감사합니다", "cafe", 5), ("네", "other", 4), ("커피 한 잔 주세요", "cafe", 3)]
    for phrase, deck, days_ago in practiced:
        at = NOW - timedelta(days=days_ago)
        went = AttemptOutcome(
            str(UUID(int=days_ago)), at, phrase, 5.0, Verdict.NOT_UNDERSTOOD, deck
        )
        store.add_all([an_attempt_that_went(went, "ko")], [])
    review = PlanRequest("ko", None, new=0, count=None, goal=0)
    made = plan(store, review, [other, DECK], now=NOW, zone=None)
    assert made.due == (
        replace(DECK.cards[0], deck="cafe"),
        replace(DECK.cards[1], deck="cafe"),
        replace(other.cards[1], deck="other"),
    )


def test_new_phrases_come_with_what_they_answer(tmp_path: Path, store: Store) -> None:
    folder = DeckFolder(tmp_path / "decks")
    folder.add("ko", DECK)
    (own,) = (deck for deck in known_decks(folder, "ko") if deck.name == "cafe")
    wish = PlanRequest("ko", own, new=2, count=None, goal=0)
    made = plan(store, wish, [own], now=NOW, zone=None)
    assert [card.replies_to for card in made.new] == [(WELCOME, WISH), (HERE,)]


def test_ipa_of_a_dialogue_is_that_of_the_learners_lines() -> None:
    assert [bool(card.ipa) for card in with_ipa(DECK, "ko").cards] == [True] * 3
