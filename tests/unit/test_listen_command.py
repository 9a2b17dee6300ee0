"""``miolingo listen`` by typed lines, and what the other commands do with its answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from miolingo.account.local_history import bring_guest_history, guest_rows_to_offer, store_at
from miolingo.composition import speech
from miolingo.composition.listening import recorded_voices, synthetic_voices
from miolingo.errors import ExitCode, StoreError
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.location import account_location
from miolingo.history.reports.statistics import Selection
from miolingo.judging.recording import Audio
from miolingo.speech.audio.player import DevicePlayer
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT
from tests.parts.cli import Ended, context, invoke
from tests.parts.histories import LOCAL_NOON, keep
from tests.parts.listening import ANSWER, an_answer
from tests.parts.sound_files import put, wav


@dataclass
class Loudspeaker:
    """Plays in no time, and counts."""

    played: list[Audio] = field(default_factory=list)
    playing: bool = False

    def check(self) -> None:
        pass

    def play(self, audio: Audio) -> None:
        self.played.append(audio)


@pytest.fixture(autouse=True)
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    there = Loudspeaker()
    monkeypatch.setattr(speech, "build_player", lambda _device: there)
    monkeypatch.setattr("miolingo.practice.listening.session._BETWEEN_WORDS_S", 0.0)
    return there


def listen(home: Path, typed: str, *options: str) -> Ended:
    return invoke("listen", "--lang", "ko", *options, home=home, typed=typed, now=LOCAL_NOON)


def kept(home: Path, selection: Selection = Selection()) -> list[ListeningAnswer]:  # noqa: B008 - frozen
    with Store(home / "data" / "history.db") as store:
        return list(store.listening_answers(selection))


def keep_answers(home: Path, *answers: ListeningAnswer) -> None:
    with Store(home / "data" / "history.db") as store:
        store.add_all([], [], answers)


def objects(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_without_a_loudspeaker_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "build_player", DevicePlayer)
    monkeypatch.setattr("miolingo.speech.audio.player.list_devices", tuple)
    ended = listen(tmp_path, "1\n", "--plain")
    assert (ended.exit_code, ended.stdout) == (ExitCode.AUDIO, "")
    assert "There is no loudspeaker" in ended.stderr
    assert "“miolingo practice” works without it" in ended.stderr


def test_a_program_reads_questions_and_types_answers(
    tmp_path: Path, loudspeaker: Loudspeaker
) -> None:
    ended = listen(tmp_path, "1\n\n2\nhm?\nk\n", "--json", "--count", "3")
    assert ended.exit_code == 0, ended.stderr
    told = objects(ended)
    assert [one["kind"] for one in told] == [
        *("question", "answer", "question", "answer", "question", "summary"),
    ]
    assert {one["schema"] for one in told} == {"miolingo.listen/1"}
    first, answer = told[0], told[1]
    assert {answer["played_word"], answer["other_word"]} == set(first["words"])
    assert answer["correct"] == (answer["played_word"] == first["words"][0])
    assert [row.id for row in kept(tmp_path)] == [told[1]["id"], told[3]["id"]]
    assert sum(one["answers"] for one in told[-1]["contrasts"]) == 2
    assert len(loudspeaker.played) > 5
    assert all(len(audio.samples) > 1000 for audio in loudspeaker.played)


def test_a_person_types_the_word_and_reads_sentences(tmp_path: Path) -> None:
    ended = listen(tmp_path, "나무\nwhat\nq\n", "--plain", "--count", "2")
    assert ended.exit_code == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("You practice Korean.")
    assert "Word 1 of 2. Which one do you hear?" in lines
    assert "  1  나무  [namu]  tree" in lines
    (answer,) = kept(tmp_path)
    assert answer.correct == (answer.played_word == "나무")
    right = f"Right: {answer.played_word}."
    wrong = f"No, it was {answer.played_word}. Listen: 너무, then 나무."
    assert (right if answer.correct else wrong) in lines
    assert f"You heard {int(answer.correct)} of 1 words right." in lines
    assert ended.stdout.count("Type 1, 2 or the word") == 2


def test_an_end_of_input_ends_it(tmp_path: Path) -> None:
    ended = listen(tmp_path, "", "--plain")
    assert (ended.exit_code, kept(tmp_path)) == (0, [])
    assert "No answers." in ended.stdout


def test_what_was_heard_wrong_comes_again_and_what_was_heard_is_put_off(tmp_path: Path) -> None:
    listen(tmp_path, "1\n" * 5, "--json", "--count", "5")
    before = {one.contrast for one in kept(tmp_path)}
    told = objects(listen(tmp_path, "k\n" * 5, "--json", "--count", "5"))
    assert not before & {one["contrast"] for one in told if one["kind"] == "question"}


def test_a_language_without_pairs_is_refused(tmp_path: Path) -> None:
    ended = invoke("listen", "--lang", "ja", home=tmp_path, typed="")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "minimal pairs" in ended.stderr


def test_an_answer_that_cannot_be_kept_is_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store, _answer: ListeningAnswer) -> None:
        raise StoreError("The disk is full.", hint="Make room.")

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as failing:
        failing.setattr(Store, "add_listening_answer", full)
        ended = listen(tmp_path / "home", "1\n2\n", "--json", "--count", "2")
    assert ended.exit_code == ExitCode.STORE
    assert [one["text"] for one in objects(ended) if one["kind"] == "note"] == [
        "The disk is full. Make room."
    ]
    (file,) = tmp_path.glob("miolingo-not-saved-*.jsonl")
    assert str(file) in ended.stderr
    invoke("import", file, "--yes", home=tmp_path / "home")
    assert len(kept(tmp_path / "home")) == 2


def test_answers_are_in_no_figure_of_speaking(tmp_path: Path) -> None:
    keep(tmp_path, replace(ATTEMPT, practice_date=LOCAL_NOON))
    report = invoke("history", "--format", "json", home=tmp_path, now=LOCAL_NOON)
    keep_answers(tmp_path, *(an_answer(n, answered_at=LOCAL_NOON) for n in range(5)))
    after = invoke("history", "--format", "json", home=tmp_path, now=LOCAL_NOON)
    both = (json.loads(ended.stdout) for ended in (report, after))
    first, second = ({k: v for k, v in one.items() if k != "contrasts"} for one in both)
    assert first == second


def test_answers_are_forgotten_by_day_and_language(tmp_path: Path) -> None:
    keep(tmp_path, ATTEMPT)
    keep_answers(tmp_path, ANSWER, an_answer(1, language_code="fr"))
    ended = invoke(
        *("forget", "--since", "2026-01-01", "--lang", "ko", "--yes"), home=tmp_path, now=LOCAL_NOON
    )
    assert "Deleted: 2." in ended.stdout
    assert [answer.language_code for answer in kept(tmp_path)] == ["fr"]
    ended = invoke("forget", an_answer(1).id, "--yes", home=tmp_path)
    assert "Deleted: 1." in ended.stdout
    assert kept(tmp_path) == []
    keep_answers(tmp_path, ANSWER)
    assert kept(tmp_path) == [], "what was forgotten came back"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_holds_the_answers_and_is_imported_once(tmp_path: Path, form: str) -> None:
    answers = [ANSWER, an_answer(1, correct=False, step=4, voice="")]
    keep_answers(tmp_path / "old", *answers)
    file = tmp_path / f"all.{form}"
    invoke("export", file, "--format", form, home=tmp_path / "old")
    first = invoke("import", file, "--yes", home=tmp_path / "new")
    assert "Listening answers: 2, new: 2" in first.stdout
    assert "listening answers 2" in first.stdout
    assert sorted(kept(tmp_path / "new"), key=lambda one: one.id) == sorted(
        answers, key=lambda one: one.id
    )
    again = invoke("import", file, "--yes", home=tmp_path / "new")
    assert "Listening answers: 2, new: 0" in again.stdout


def test_recordings_of_a_deck_are_a_voice_of_the_words_they_have(tmp_path: Path) -> None:
    sound = put(tmp_path / "sound.wav", wav())
    deck = tmp_path / "mine.txt"
    deck.write_text(
        f"나무 | tree | | {sound.name}\n너무 | too | | {sound.name}\n차 | tea\n", "utf-8"
    )
    added = invoke("deck", "add", deck, "--lang", "ko", "--yes", home=tmp_path / "home")
    assert added.exit_code == 0, added.stderr
    (voice,) = recorded_voices(context(tmp_path / "home"), "ko", {"나무", "너무", "차", "문"})
    assert voice.name == "deck mine"
    assert voice.words == {"나무", "너무"}
    assert voice.say("나무", 110).duration_ms == voice.say("나무", 200).duration_ms > 0


def test_voices_of_espeak_differ_in_name_and_sound(tmp_path: Path) -> None:
    voices = synthetic_voices(context(tmp_path), "ko-KR")
    assert len({voice.name for voice in voices}) == len(voices) == 8
    assert len({voice.say("나무", 140).samples.tobytes() for voice in voices}) == 8


def test_a_history_of_answers_alone_is_named_and_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miolingo.composition.doctor.model_sounds", lambda _context: ())
    keep_answers(tmp_path, ANSWER, an_answer(1))
    told = invoke("doctor", "--json", home=tmp_path)
    (history,) = json.loads(told.stdout)["histories"]
    assert (history["attempts"], history["listening_answers"]) == (0, 2)
    owner = account_location(tmp_path / "data", "project", "a11ce000-0000-4000-8000-000000000000")
    assert guest_rows_to_offer(tmp_path / "data", owner) == (0, 2)
    bring_guest_history(tmp_path / "data", owner)
    assert kept(tmp_path) == []
    with store_at(owner) as store:
        assert list(store.listening_answers(Selection())) == [ANSWER, an_answer(1)]
