"""What was said beside an echo is not blamed, and what was said after it is."""

from __future__ import annotations

from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.judging.utterance.excuses import excuse_beside_echo

RIGHT = WordResult("물", WordStatus.CORRECT, 96.0, 100, 400)
WRONG = WordResult("좀", WordStatus.MISPRONOUNCED, 30.0, 400, 600)
MISSING = WordResult("주세요", WordStatus.MISSING, 5.0)


def judged(*words: WordResult) -> Judgement:
    verdict = Verdict.PARTLY_UNDERSTOOD
    return Judgement("ko", "물 좀 주세요", "물", 40.0, False, verdict, None, words, "model", "4")


def test_who_speaks_beside_an_echo_is_not_blamed() -> None:
    excused = excuse_beside_echo(judged(RIGHT, WRONG), 1_000)
    assert [word.status for word in excused.words] == [WordStatus.CORRECT, WordStatus.UNSURE]
    assert (excused.similarity_score, excused.verdict) == (96.0, Verdict.UNDERSTOOD)
    assert not excused.perfect_match


def test_what_was_wrong_after_the_echo_stays_wrong() -> None:
    judgement = judged(RIGHT, WRONG)
    assert excuse_beside_echo(judgement, 300) is judgement
    late = WordResult("더", WordStatus.MISPRONOUNCED, 20.0, 700, 900)
    excused = excuse_beside_echo(judged(RIGHT, WRONG, late), 650)
    assert [word.status.value for word in excused.words] == ["correct", "unsure", "mispronounced"]
    assert excused.verdict is Verdict.PARTLY_UNDERSTOOD


def test_a_phrase_of_which_too_little_is_sure_has_no_score() -> None:
    excused = excuse_beside_echo(judged(RIGHT, WRONG, MISSING), 1_000)
    assert (excused.verdict, excused.reason) == (Verdict.NOT_SCORABLE, Reason.UNSURE)
    assert excused.model == "model"


def test_right_words_are_right_beside_an_echo() -> None:
    judgement = judged(RIGHT)
    assert excuse_beside_echo(judgement, 1_000) is judgement
