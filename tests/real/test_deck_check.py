"""``miolingo deck check`` with the real Korean model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from tests.parts.cli import invoke_here

DECK = "커피 주세요 | A coffee, please\n커피 espresso 주세요\n| nothing\n안녕하십니까요\n"


pytestmark = pytest.mark.usefixtures("shared_model")


def test_each_line_says_whether_it_can_be_judged_and_in_which_pieces(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text(DECK, encoding="utf-8")
    ended = invoke_here("deck", "check", file, "--lang", "ko", "--json")
    assert ended.exit_code == ExitCode.CONFIGURATION
    whole, unknown, broken, cut = json.loads(ended.stdout)["rows"]
    assert (whole["judgeable"], whole["cut"], whole["unknown_words"]) == (True, [], [])
    assert (unknown["judgeable"], unknown["unknown_words"]) == (False, ["espresso"])
    assert (broken["line"], broken["judgeable"]) == (3, None)
    assert cut["judgeable"]
    (word,) = cut["cut"]
    assert word["word"] == "안녕하십니까요"
    assert "".join(word["pieces"]) == "안녕하십니까요"
    assert len(word["pieces"]) > 1


def test_the_pronunciation_of_each_way_is_told_where_it_is_known(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("3시\n30명\n02 123 4567\nespresso 하나\n", encoding="utf-8")
    rows = json.loads(invoke_here("deck", "check", file, "--lang", "ko", "--json").stdout)["rows"]
    assert [(row["spoken"], row["pronunciation"]) for row in rows] == [
        (["세시"], ["seɕi"]),
        (["서른명", "삼십명"], ["sʌɾɯnmjʌŋ", "samɕimmjʌŋ"]),
        (
            ["공이일이삼사오육칠", "영이일이삼사오육칠", "공이백이십삼사오육칠"],
            ["koŋiiɾisamsaojuk̚tɕʰil", "jʌŋiiɾisamsaojuk̚tɕʰil", "koŋibɛɡiɕip̚s͈amsaojuk̚tɕʰil"],
        ),
        (["espresso 하나"], [None]),
    ]


def test_a_sound_deck_ends_well() -> None:
    ended = invoke_here("deck", "check", "words-A", "--lang", "ko")
    assert ended.exit_code == ExitCode.OK
    assert ended.stdout.endswith("No problems found.\n")


def test_a_check_reads_a_partners_line_aloud_and_does_not_judge_it(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("@점원: 2,000원이에요.\n네\n@점원: 네?\n네?\n", encoding="utf-8")
    checked = json.loads(invoke_here("deck", "check", file, "--lang", "ko", "--json").stdout)
    first, second, third, _ = checked["rows"]
    assert (first["speaker"], first["phrase"]) == ("점원", "2,000원이에요.")
    assert "이천" in first["spoken"][0]
    assert (second["speaker"], second["same_as_line"]) == (None, None)
    assert (third["judgeable"], third["same_as_line"]) == (None, None)
