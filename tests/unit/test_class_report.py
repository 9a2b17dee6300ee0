"""What was hard for a class, whose recordings they are, and how far a teacher agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import ConfigurationError, UsageError
from miolingo.judging.batch.classroom.homework import (
    LearnerHints,
    homework_in,
    homework_of_list,
    read_names,
)
from miolingo.judging.batch.classroom.learner_table import read_learner_table, table_lines
from miolingo.judging.batch.classroom.learners import ToldBy, learner_of
from miolingo.judging.batch.classroom.marks import Agreement, Mark, compared, read_marks
from miolingo.judging.batch.classroom.report import (
    LEFT_OUT,
    aliases,
    anonymous_recordings,
    class_report,
)
from tests.parts.class_results import PHRASE, a_class, recording, word


@pytest.mark.parametrize(
    ("file", "learner"),
    [
        ("Mina/01.ogg", "Mina"),
        ("Mina/week 2/01.ogg", "Mina"),
        ("mina_01.ogg", "mina"),
        ("mina-1.ogg", "mina"),
        ("Mina Kim (2).m4a", "Mina Kim"),
        ("mina.ogg", "mina"),
        ("Mina.Kim.ogg", "Mina.Kim"),
        ("Mi\u0301na_1.ogg", "M\u00edna"),
        ("20261.ogg", "20261"),
        ("201234.ogg", "201234"),
        ("student3.ogg", "student3"),
        ("student3_1.ogg", "student3"),
        ("Mina 3_1.ogg", "Mina 3"),
        ("_1.ogg", ""),
        ("\u202e\x1b[31mJo_1.ogg", "[31mJo"),
        ("01_Mina.ogg", "Mina"),
        ("Recording_Mina 2.m4a", "Mina"),
        ("2026-11-30 Mina.ogg", "Mina"),
        ("mina 2026-11-30 10.15.wav", "mina"),
        ("Mina Kim - voice message.m4a", "Mina Kim"),
        ("Student 3 - recording 1.m4a", "Student 3"),
        ("de Vries_1.ogg", "de Vries"),
        ("week 2/mina_1.ogg", "mina"),
        ("week 2/Mina/Recording 3.m4a", "Mina"),
        ("Mina Kim_123456_assignsubmission_file_/voice.ogg", "Mina Kim"),
    ],
)
def test_a_learner_is_known_by_folder_or_name(file: str, learner: str) -> None:
    assert learner_of(file, (), ToldBy.AUTO) == learner


@pytest.mark.parametrize(
    "file",
    [
        "PTT-20261130-WA0001.opus",
        "WhatsApp Audio 2026-11-30 at 10.15.12 (1).ogg",
        "audio_2026-11-30_10-15-42.ogg",
        "Recording 3.m4a",
        "New Recording 12.m4a",
        "2026-11-30 10.15.wav",
        "2026-11-30T10:15:00.wav",
        "20261130_101500.m4a",
        "Voice 001.m4a",
        "REC0007.WAV",
        "KakaoTalk_Audio_20261130_1015_12_345.m4a",
        "녹음 3.m4a",
        "Aufnahme (12).m4a",
        "Nota de voz 3.m4a",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301.m4a",
        "Voice messages week 2/Recording 3.m4a",
        "New folder (2)/Recording 3.m4a.ogg",
    ],
)
def test_what_a_recorder_or_a_messenger_calls_a_file_is_nobodys_name(file: str) -> None:
    assert learner_of(file, (), ToldBy.AUTO) == ""


@given(st.text(alphabet="aA가é1290 _-.()[]T:", max_size=20))
def test_any_name_of_a_file_says_something_or_nothing(stem: str) -> None:
    found = learner_of(f"{stem}.ogg", ("a1",), ToldBy.NAME)
    assert found == found.strip()
    assert found == "a1" or all(part in stem for part in found.split())


def test_folder_or_name_can_be_chosen() -> None:
    assert learner_of("week1/mina_1.ogg", (), ToldBy.NAME) == "mina"
    assert learner_of("mina_1.ogg", (), ToldBy.FOLDER) == ""


@pytest.mark.parametrize(
    ("file", "learner"),
    [
        ("MINA KIM voice message.ogg", "Mina Kim"),
        ("week1/mina_1.ogg", "Mina"),
        ("mina kim/1.ogg", "Mina Kim"),
        ("Minako_1.ogg", "Minako"),
        ("Recording of mina.m4a", "Mina"),
        ("Kim, Mina - Recording.m4a", "Mina Kim"),
        ("Student 10.m4a", "Student 10"),
        ("student 1 again.m4a", "Student 1"),
    ],
)
def test_a_listed_name_comes_first_the_longest_one(file: str, learner: str) -> None:
    names = ("Mina", "Mina Kim", "Student 1")
    assert learner_of(file, names, ToldBy.AUTO) == learner


def test_the_recordings_of_a_folder_are_found_and_other_files_told(tmp_path: Path) -> None:
    for name in (
        "b/2.ogg",
        "a_1.M4A",
        "notes.txt",
        ".a.ogg",
        ".x/1.ogg",
        "no-suffix",
        "b/results/3.ogg",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    homework = homework_in(tmp_path, PHRASE, LearnerHints(), tmp_path / "b" / "results")
    assert [task.file for task in homework.tasks] == ["a_1.M4A", "b/2.ogg", "no-suffix"]
    assert [each.learner for each in homework.submissions] == ["a", "b", "no-suffix"]
    assert homework.other_files == ("notes.txt",)


def test_a_folder_needs_a_phrase_and_a_recording(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="asked to say"):
        homework_in(tmp_path, None, LearnerHints(), tmp_path / "results")
    with pytest.raises(ConfigurationError, match="no recording"):
        homework_in(tmp_path, PHRASE, LearnerHints(), tmp_path / "results")


def test_a_list_may_say_who_it_is_and_have_one_phrase_for_all(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("audio,Learner\nx.ogg,Mina\njo/1.ogg,\n", encoding="utf-8")
    homework = homework_of_list(tmp_path / "list.csv", PHRASE, LearnerHints(), "ko")
    assert [each.learner for each in homework.submissions] == ["Mina", "jo"]
    assert {task.text for task in homework.tasks} == {PHRASE}
    with pytest.raises(ConfigurationError, match="audio and text"):
        homework_of_list(tmp_path / "list.csv", None, LearnerHints(), "ko")


@pytest.mark.parametrize(
    ("files", "learners"),
    [
        (("/home/me/hw/Mina/1.ogg", "/home/me/hw/Jo/1.ogg"), ["Mina", "Jo"]),
        (("../hw/mina_1.ogg", "../hw/jo_1.ogg"), ["mina", "jo"]),
        (("hw/Mina/1.ogg", "hw/jo_1.ogg"), ["Mina", "jo"]),
        (("/hw/mina_1.ogg", "hw/jo_1.ogg"), ["mina", "jo"]),
    ],
)
def test_folders_that_all_are_in_say_nothing(
    files: tuple[str, ...], learners: list[str], tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("\n".join(["audio", *files]), encoding="utf-8")
    by = ToldBy.NAME if files[0].startswith("/hw") else ToldBy.AUTO
    hints = LearnerHints(told_by=by)
    homework = homework_of_list(tmp_path / "list.csv", PHRASE, hints, "ko")
    assert [each.learner for each in homework.submissions] == learners


def _folder(tmp_path: Path, *files: str) -> Path:
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("files", "learners"),
    [
        (("monday/Jo/1.ogg", "monday/Mina/1.ogg"), ["Jo", "Mina"]),
        (("monday/jo_1.ogg", "monday/Mina/1.ogg"), ["Mina", "jo"]),
        (("Mina/1.ogg", "Mina/2.ogg"), ["Mina", "Mina"]),
    ],
)
def test_a_folder_around_the_folders_is_nobodys(
    files: tuple[str, ...], learners: list[str], tmp_path: Path
) -> None:
    homework = homework_in(_folder(tmp_path, *files), PHRASE, LearnerHints(), tmp_path / "results")
    assert [each.learner for each in homework.submissions] == learners


def test_recordings_without_a_name_are_told_apart(tmp_path: Path) -> None:
    _folder(tmp_path, "week 1/Recording 3.m4a", "week 2/Recording 3.m4a", "mina.ogg")
    submissions = homework_in(tmp_path, PHRASE, LearnerHints(), tmp_path / "x").submissions
    assert [each.learner for each in submissions] == [
        "mina", "(no name) week 1/Recording 3.m4a", "(no name) week 2/Recording 3.m4a",
    ]  # fmt: skip
    assert [each.nameless for each in submissions] == [False, True, True]


def test_a_table_says_whose_a_recording_is(tmp_path: Path) -> None:
    _folder(tmp_path / "hw", "Recording 1.m4a", "Recording 2.m4a", "Recording 3.m4a", "=jo_1.ogg")
    found = homework_in(tmp_path / "hw", PHRASE, LearnerHints(), tmp_path).submissions
    whose = {each.task.file: "" if each.nameless else each.learner for each in found}
    assert whose["=jo_1.ogg"] == "=jo"
    whose |= {"Recording 1.m4a": "Mina", "Recording 2": "Kim", "Recording 9.m4a": "Kim"}
    table = tmp_path / "whose.csv"
    table.write_text("".join(table_lines(whose.items())), encoding="utf-8", newline="")
    hints = LearnerHints(table=read_learner_table(table, "ko"))
    homework = homework_in(tmp_path / "hw", PHRASE, hints, tmp_path)
    assert [each.learner for each in homework.submissions] == [
        "=jo", "Mina", "Kim", "(no name) Recording 3.m4a",
    ]  # fmt: skip
    assert homework.unused_lines == ("line 7: there is no one recording “Recording 9.m4a”",)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for name in ("odd.csv", "none.csv"):
        with pytest.raises(ConfigurationError, match="table of learners"):
            read_learner_table(tmp_path / name, "ko")


def test_names_are_read_once_each(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes("Jo\r\n\n mina \nMINA\n".encode("utf-8-sig"))
    assert read_names(tmp_path / "names.txt", "ko") == ["Jo", "mina"]
    (tmp_path / "empty.txt").touch()
    for name in ("empty.txt", "none.txt"):
        with pytest.raises(ConfigurationError, match="list of names"):
            read_names(tmp_path / name, "ko")


def test_the_hardest_words_come_first_with_what_was_heard() -> None:
    report = class_report(a_class(), ())
    coffee, please = report.words
    assert (coffee.text, coffee.wrong, coffee.right, coffee.learners) == ("커피", 3, 2, 2)
    assert coffee.heard == {"kʰopʰi": 2, "kʰupʰi": 1}
    assert (please.text, please.wrong, please.right) == ("주세요", 1, 4)
    assert please.heard == {LEFT_OUT: 1}
    assert [each.learner for each in coffee.wrong_examples] == ["Jo", "Jo", "Sofía"]


def test_the_hardest_sounds_are_counted_where_they_are_sure() -> None:
    (sound,) = class_report(a_class(), ()).sounds
    assert (sound.ipa, sound.wrong, sound.right, sound.words) == ("ʌ", 3, 2, ("커피",))
    assert sound.heard == {"o": 2, "u": 1}


def test_it_tells_who_is_missing_who_is_not_listed_and_what_was_not_judged() -> None:
    report = class_report(a_class(), ("mina", "JO", "Noor", "Kim"))
    assert report.missing == ("Noor",)
    assert report.unlisted == ("Sofía",)
    assert [learner.name for learner in report.learners] == ["JO", "Kim", "mina", "Sofía"]
    assert [recording.learner for recording in report.unjudged] == ["Kim"]
    assert report.learners[1].mean_score is None


def test_a_recording_without_a_name_is_told_and_is_not_off_the_list() -> None:
    nameless = recording("(no name) Recording 3.m4a", "Recording 3.m4a", [word("커피")])
    report = class_report([nameless, *a_class()], ("Mina",))
    assert report.unlisted == ("Jo", "Sofía", "Kim")
    assert [each.file for each in report.nameless] == ["Recording 3.m4a"]
    assert report.learners[-1].nameless


def test_unsure_words_count_in_no_figure() -> None:
    sofia = next(each for each in class_report(a_class(), ()).learners if each.name == "Sofía")
    assert sofia.right_rate == 5 / 7
    assert sofia.hard_words == ["커피", "주세요"]


def test_no_name_is_left_in_anonymous_recordings() -> None:
    recordings = a_class()
    whose = aliases([recording.learner for recording in recordings])
    assert sorted(whose.values()) == [f"Learner {number:02}" for number in range(1, 5)]
    shown = anonymous_recordings(recordings, whose)
    files = [recording.file for recording in shown if recording.learner == whose["jo"]]
    assert files == [f"{whose['jo']}, recording 1", f"{whose['jo']}, recording 2"]
    told = [text for each in shown for text in (each.learner, each.file, each.problem)]
    names = ("mina", "jo/", "sof", "kim", ".ogg")
    assert not [text for text in told if any(name in text.lower() for name in names)]


def test_marks_are_compared_by_word_and_by_recording() -> None:
    marks = [
        Mark(2, "Mina/1.ogg", "커피", True),
        Mark(3, "Jo/1.ogg", "커피", False),
        Mark(4, "Jo\\2.ogg", "커피", True),
        Mark(5, "s.ogg", "두", False),
        Mark(6, "t", "잔", True),
        Mark(7, "Kim/1.ogg", "잔", True),
        Mark(8, "Mina/1.ogg", "", True),
        Mark(9, "1.ogg", "", True),
        Mark(10, "Mina/1.ogg", "차", True),
    ]
    found = compared(a_class(), marks, ["line 1: odd"])
    words = found.words
    assert (words.both_right, words.both_wrong) == (1, 1)
    assert (words.teacher_alone, words.judge_alone, words.unsure) == (1, 1, 2)
    assert words.kappa == 0
    assert [each.word for each in words.differences] == ["커피", "두"]
    assert found.recordings.both_right == 1
    assert [line.split(":")[0] for line in found.unused] == ["line 1", "line 9", "line 10"]


def test_kappa_is_that_of_the_textbook() -> None:
    """Cohen's kappa of 20, 5, 10 and 15 is 0.4."""
    agreement = Agreement(both_right=20, teacher_alone=5, judge_alone=10, both_wrong=15)
    assert agreement.observed == 0.7
    assert agreement.kappa == pytest.approx(0.4)
    assert agreement.interval == (pytest.approx(0.125, abs=1e-3), pytest.approx(0.618, abs=1e-3))


def test_a_few_marks_that_agree_prove_little() -> None:
    low, high = Agreement(both_right=2, both_wrong=1).interval or (1, 1)
    assert low < 0
    assert high == pytest.approx(1)


def test_kappa_is_not_defined_without_marks_and_without_wrong_ones() -> None:
    assert Agreement().kappa is None
    assert Agreement(both_right=5).kappa is None
    assert Agreement(both_right=5).interval is None


@given(*[st.integers(0, 50)] * 4)
def test_kappa_is_never_above_1_and_is_0_for_one_who_says_one_thing(
    both_right: int, both_wrong: int, teacher_alone: int, judge_alone: int
) -> None:
    agreement = Agreement(both_right, both_wrong, teacher_alone, judge_alone)
    kappa = agreement.kappa
    assert kappa is None or -1 <= kappa <= 1
    constant = Agreement(both_right, 0, teacher_alone, 0).kappa
    assert constant is None or abs(constant) < 1e-9


def test_marks_are_read_in_many_words(tmp_path: Path) -> None:
    table = "Audio;Word;Mark\na.ogg;커피;Right\nb.ogg;커피;✗\nc.ogg;;maybe\nd.ogg;;1\n"
    (tmp_path / "marks.csv").write_text(table, encoding="utf-8")
    marks, problems = read_marks(tmp_path / "marks.csv", "ko")
    assert [(mark.word, mark.right) for mark in marks] == [
        ("커피", True),
        ("커피", False),
        ("", True),
    ]
    assert problems == ["line 4: “maybe” is neither right nor wrong"]
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="table of marks"):
        read_marks(tmp_path / "odd.csv", "ko")
