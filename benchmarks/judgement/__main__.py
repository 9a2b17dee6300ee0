"""How fair is the judge? ``python -m benchmarks.judgement [--half tuning|reporting]``.

Every case is judged by Miolingo's own judge, and, for comparison, by free dictation with the same
model as it is shipped, whose words are aligned and compared with rapidfuzz. The comparison may
choose its limits on the tuning half; ours are those of the product. With ``--silence SECONDS`` the
speakers wait before they speak, in digital silence. With ``--recordings LIST`` people are judged,
with mistakes made on paper, on a ``--channel``; with ``--compare`` beside the judgement by words
alone, as of scoring version 3, and free dictation.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.judgement import measures
from benchmarks.judgement.cases import VOICES, Case, Kind, audio_of, cases
from benchmarks.judgement.channels import CHANNELS
from benchmarks.judgement.comparisons import assessed, recognizer_of
from benchmarks.judgement.measures import Evidence, Judged, Limits
from benchmarks.judgement.people import report_people
from miolingo.composition.context import context_from
from miolingo.composition.speech import build_judge
from miolingo.decks.built_in import distractors
from miolingo.judging.decoding.grammars import Grammar, GrammarKind
from miolingo.judging.judgement import Judgement, WordStatus
from miolingo.judging.reference_text import normalize_phrase
from miolingo.judging.scoring import Assessment
from miolingo.speech.recognizer.client import RecognizerProcess

Judge = Callable[[list[Case]], dict[Case, Evidence]]
HALVES = {"tuning": 0, "reporting": 1}
PRODUCT_LIMITS = Limits(0.70, 0.5)
"""Of a word's score, 0-1, and for an added word, which counts 1 where it was heard."""
SAMPLED = 5  # dictation takes longer than the audio lasts


def judge_as_the_product(chosen: list[Case]) -> dict[Case, Evidence]:
    """Judge with the product's own judge, as ``score`` and ``drill`` do."""
    with closing(build_judge(context_from(), "ko")) as judge:
        return {
            case: _of_judgement(judge.judge(case.phrase, audio_of(case)).judgement)
            for case in chosen
        }


def _of_judgement(judgement: Judgement) -> Evidence:
    """What figures are made of, from a result as users get it."""
    own = [word.score / 100 for word in judgement.words if word.status is not WordStatus.EXTRA]
    added, index = {}, 0
    for word in judgement.words:
        if word.status is WordStatus.EXTRA:
            added[index] = 1.0
        else:
            index += 1
    count = len(judgement.target_phrase.split())
    return Evidence(own or [0.0] * count, added, judgement.similarity_score or 0.0)


def judge_by_one_grammar(chosen: list[Case]) -> dict[Case, Evidence]:
    """Judge with one grammar of the phrase and 40 everyday words, the usual way to use Vosk."""
    with recognizer_of(tuned=True) as recognizer:
        return {case: _by_one_grammar(recognizer, case) for case in chosen}


def _by_one_grammar(recognizer: RecognizerProcess, case: Case) -> Evidence:
    everyday = [word for word in distractors("ko") if len(word) > 1][:40]
    normalized = normalize_phrase(case.phrase, "ko")
    reference = normalized.segmented(recognizer.known(normalized.candidate_subwords))
    grammar = Grammar(GrammarKind.LENIENT, (reference.sentences[0], *everyday))
    return _evidence(case, assessed(recognizer, reference, grammar, audio_of(case))[1])


def judge_by_dictation(chosen: list[Case]) -> dict[Case, Evidence]:
    """Judge by free dictation and the similarity of what was recognized to what was asked."""
    with recognizer_of(tuned=False) as recognizer:
        return {case: _by_dictation(recognizer, case) for case in chosen}


def _by_dictation(recognizer: RecognizerProcess, case: Case) -> Evidence:
    reference = normalize_phrase(case.phrase, "ko").segmented(frozenset(case.phrase.split()))
    dictation = Grammar(GrammarKind.DICTATION)
    hypotheses, assessment = assessed(recognizer, reference, dictation, audio_of(case))
    text = " ".join(token.word for token in hypotheses.guided[0])
    return replace(_evidence(case, assessment), score=fuzz.ratio(case.phrase, text))


def _evidence(case: Case, assessment: Assessment) -> Evidence:
    """What figures are made of; nothing speaks for a recording that is not scored."""
    evidence = assessment.evidence
    if evidence is None:
        return Evidence([0.0] * len(case.phrase.split()), {}, 0.0)
    return Evidence(
        [word.value for word in evidence.words],
        {index: added.seconds for index, added in evidence.added.items()},
        assessment.judgement.similarity_score or 0.0,
    )


def _waiting(chosen: list[Case], silence_s: float) -> list[Case]:
    return [replace(case, silence_s=silence_s) for case in chosen]


def in_parallel(judge: Judge, chosen: list[Case]) -> dict[Case, Evidence]:
    """Judge on every processor."""
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        parts = pool.map(judge, [chosen[start::workers] for start in range(workers)])
        judged = {case: evidence for part in parts for case, evidence in part.items()}
    return {case: judged[case] for case in chosen}


def report(name: str, judged: Judged, limits: Limits) -> None:
    """Print every figure of one judge."""
    auc = partial(measures.auc, judged)
    print(f"\n{name}")
    print(f"  AUC, right phrase against wrong phrase    {auc([Kind.WRONG]):.3f}")
    print(f"  AUC, right phrase against any mistake     {auc(measures.PLACED):.3f}")
    print(f"  mean score of a right phrase              {measures.mean_score(judged):.1f}")
    print(
        f"  right words wrongly blamed                {measures.false_alarms(judged, limits):.3f}"
    )
    print(
        f"  words of a wrong phrase taken as said     {measures.false_accepts(judged, limits):.3f}"
    )
    print(
        f"  right phrases with an extra word heard    {measures.false_extras(judged, limits):.3f}"
    )
    print(f"  {'mistake':<18} precision  recall     F1")
    for kind in measures.PLACED:
        found = measures.found(judged, kind, limits)
        print(f"  {kind:<18} {found.precision:>9.2f} {found.recall:>7.2f} {found.f1:>6.2f}")


def report_voices(judged: Judged) -> None:
    """Print how well each voice is told from a wrong phrase."""
    print("\n  voice                AUC  mean score")
    for voice in VOICES:
        own = {case: evidence for case, evidence in judged.items() if case.voice == voice}
        name = f"{voice.name} at {voice.words_per_minute}"
        auc = measures.auc(own, [Kind.WRONG])
        print(f"  {name:<18} {auc:.3f}  {measures.mean_score(own):>9.1f}")


def report_operating_points(judged: Judged) -> None:
    """Print what would be found if more or fewer right words were wrongly blamed."""
    kinds = (Kind.REPLACED, Kind.OMITTED, Kind.SOUND)
    print("\n  right words blamed  " + "".join(f"{kind:>16}" for kind in kinds) + "  (recall, F1)")
    for share in (0.05, 0.10, 0.20, 0.40):
        limits = measures.limit_for(judged, share)
        results = [measures.found(judged, kind, limits) for kind in kinds]
        figures = "".join(f"{f'{found.recall:.2f} {found.f1:.2f}':>16}" for found in results)
        print(f"  {share:<20.0%}{figures}")


def main() -> None:
    """Judge one half and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="reporting")
    parser.add_argument("--quick", action="store_true", help="without the comparisons")
    parser.add_argument("--silence", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument(
        "--recordings", type=Path, metavar="LIST", help="of people, instead: a drill's list"
    )
    parser.add_argument("--lang", default="ko")
    parser.add_argument("--channel", choices=CHANNELS, default="clean")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="judge the same recordings of people by words alone and by free dictation, too",
    )
    options = parser.parse_args()
    if options.recordings:
        report_people(options.recordings, options.lang, options.channel, compare=options.compare)
        return

    chosen = _waiting(cases(HALVES[options.half]), options.silence)
    print(
        f"{options.half} half: {len({case.phrase for case in chosen})} phrases, {len(chosen)} cases"
    )
    ours = in_parallel(judge_as_the_product, chosen)
    report("Miolingo", ours, PRODUCT_LIMITS)
    report_voices(ours)
    report_operating_points(ours)
    if not options.quick:
        compare("One grammar of the phrase and 40 words", judge_by_one_grammar, chosen, 1)
        compare("Free dictation and rapidfuzz", judge_by_dictation, chosen, SAMPLED)
        sampled = {case: ours[case] for case in chosen[::SAMPLED]}
        report("Miolingo on the cases that were dictated", sampled, PRODUCT_LIMITS)


def compare(name: str, judge: Judge, chosen: list[Case], step: int) -> None:
    """Report another judge on every ``step``-th case, with limits chosen on the tuning half."""
    silence_s = chosen[0].silence_s
    tuning = in_parallel(judge, _waiting(cases(HALVES["tuning"])[::SAMPLED], silence_s))
    judged = in_parallel(judge, chosen[::step])
    report(name, judged, measures.best_limits(tuning))
    report_voices(judged)
    report_operating_points(judged)


if __name__ == "__main__":
    main()
