"""A class's recordings as they come from the judge, made up here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from miolingo.judging.batch.classroom.learners import UNNAMED
from miolingo.judging.batch.classroom.recordings import Recording, recording_of
from miolingo.judging.batch.earlier import EarlierResult
from miolingo.judging.batch.files import FileOutcome
from miolingo.judging.judgement import Reason

PHRASE = "커피 두 잔 주세요"
IPA = {"커피": "kʰ ʌ pʰ i", "두": "t u", "잔": "tɕ a n", "주세요": "tɕ u s e j o"}


def word(text: str, heard: str | None = None, status: str = "correct") -> dict[str, Any]:
    """A word; ``heard`` is ``ʌ>o`` for one sound instead of another one."""
    target, _, instead = (heard or "").partition(">")
    status = "mispronounced" if heard else status
    sounds = [
        {
            "ipa": ipa,
            "status": "wrong" if heard and ipa == target else "correct",
            "score": 20.0 if heard and ipa == target else 90.0,
            "start_ms": 0,
            "end_ms": 30,
            "heard": instead if heard and ipa == target else None,
        }
        for ipa in IPA[text].split()
        if status != "missing"
    ]
    return {
        "word": text,
        "status": status,
        "score": 0.0 if status == "missing" else 20.0 if heard else 90.0,
        "start_ms": None,
        "end_ms": None,
        "sounds": sounds,
        "clips": {"own": f"clips/{text}-{heard or status}/own.ogg", "reference": "clips/r/r.ogg"},
    }


def left_out(text: str) -> dict[str, Any]:
    """A word that was not said."""
    return word(text, status="missing")


def record(learner: str, file: str, words: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A line of results: the words of a recording, or none and the ``reason``."""
    wrong = [each for each in words if each["status"] in ("mispronounced", "missing")]
    verdict = "partly_understood" if wrong else "understood"
    hints = [
        {"word": each["word"], "heard": "", "heard_ipa": "".join(_heard(each)), "from_sounds": True}
        for each in wrong
        if each["sounds"]
    ]
    return {
        "file": file,
        "target_phrase": PHRASE,
        "similarity_score": round(100 - 25.0 * len(wrong), 1) if words else None,
        "verdict": verdict if words else "not_scorable",
        "reason": None,
        "words": list(words),
        "sounds": hints,
        "problem": "",
        "learner": learner,
        "model": "m",
        **more,
    }


def _heard(each: dict[str, Any]) -> list[str]:
    return [
        sound["heard"] if sound["heard"] is not None else sound["ipa"] for sound in each["sounds"]
    ]


def recording(*arguments: Any, **more: Any) -> Recording:
    """The recording of such a line."""
    made = record(*arguments, **more)
    reason = Reason(made["reason"]) if made["reason"] else None
    outcome = FileOutcome(made["similarity_score"], reason)
    result = EarlierResult(made["file"], made["target_phrase"], outcome, made)
    return recording_of(result, made["learner"], nameless=made["learner"].startswith(UNNAMED))


def a_class() -> list[Recording]:
    """Four learners: two say 커피 with another vowel, one leaves 주세요 out, one is silent."""
    right = [word(text) for text in IPA]
    return [
        recording("Mina", "Mina/1.ogg", right),
        recording("Jo", "Jo/1.ogg", [word("커피", "ʌ>o"), *right[1:]]),
        recording("Jo", "Jo/2.ogg", [word("커피", "ʌ>u"), *right[1:]]),
        recording(
            "Sofía", "s.ogg", [word("커피", "ʌ>o"), *right[1:3], word("주세요", None, "missing")]
        ),
        recording("Sofía", "t.ogg", [*right[:2], word("잔", None, "unsure"), right[3]]),
        recording("Kim", "Kim/1.ogg", [], reason="silence", problem="Kim/1.ogg is silent."),
    ]
