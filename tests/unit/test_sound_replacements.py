"""Exact changes of single phones, held against scoring each changed chain by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.judging.sounds.changes import ChangesOf, Kind
from miolingo.judging.sounds.replacements import (
    Chain,
    PhoneOutputs,
    ReplacedChains,
    Replacement,
    Scorer,
)
from miolingo.judging.sounds.target import Change, SoundTable, Target, best_pronunciation

SOUNDS = 3
PHONES = 1 + 1 + 4 * SOUNDS  # the start, silence, and each sound in four positions
OUTPUTS = 2 * PHONES

TABLE = SoundTable(
    np.arange(2, PHONES, dtype=np.int32).reshape(SOUNDS, 4),
    np.array([-1, -1, *np.repeat(np.arange(SOUNDS), 4)], np.int32),
    np.ones((PHONES, PHONES), np.bool_),
)


def phone_outputs(seed: int) -> PhoneOutputs:
    """A network whose outputs depend on the phone before, at random."""
    chance = np.random.default_rng(seed)
    first, further = chance.integers(0, OUTPUTS - 1, (2, PHONES, PHONES), dtype=np.int32)
    return PhoneOutputs(first, further, np.array([OUTPUTS - 1], np.int32), 1)


def scorer(seed: int, frames: int) -> Scorer:
    values = np.random.default_rng(seed).normal(0, 3, (frames, OUTPUTS)).astype(np.float32)
    return Scorer(values, phone_outputs(seed))


def by_hand(scores: Scorer, chain: Chain) -> float:
    """The best path, tried out one by one: every way to share the frames out."""
    outputs, table = scores._outputs, scores._phones
    silence = outputs[:, table.silence].max(axis=1)

    def best(phone: int, frame: int, before: int) -> float:
        if phone == len(chain.phones):
            return float(silence[frame:].sum())
        own, rest = int(chain.phones[phone]), []
        starts = [(frame, before, 0.0)]
        if chain.begins_word[phone]:
            starts += [
                (end, table.silence_phone, float(silence[frame:end].sum()))
                for end in range(frame + 1, len(outputs))
            ]
        for start, left, paid in starts:
            score = paid
            for end in range(start, len(outputs)):
                column = table.first if end == start else table.further
                score += float(outputs[end, column[left, own]])
                rest.append(score + best(phone + 1, end + 1, own))
        return max(rest, default=-1e30)

    return best(0, 0, 0)


@settings(max_examples=25)
@given(st.integers(0, 1_000), st.integers(3, 6))
def test_a_chain_scores_as_its_best_path_does(seed: int, frames: int) -> None:
    chain = Target(((0, 1), (2,))).chain(TABLE)
    scores = scorer(seed, frames)
    fit = scores.fit(chain)
    assert fit is not None
    assert fit.score == pytest.approx(by_hand(scores, chain), abs=1e-3)
    assert float((fit.completed + fit.remaining).max(axis=1).min()) == pytest.approx(
        fit.score, abs=1e-3
    )
    assert (np.diff(fit.spans, axis=1) >= 1).all()
    assert (fit.spans[1:, 0] >= fit.spans[:-1, 1]).all()


@settings(max_examples=25)
@given(st.integers(0, 1_000), st.integers(4, 40))
def test_every_change_of_one_sound_scores_as_the_changed_chain_by_itself(
    seed: int, frames: int
) -> None:
    target = Target(((0, 1), (2, 0)))
    chain, scores = target.chain(TABLE), scorer(seed, frames)
    fit = scores.fit(chain)
    assert fit is not None
    changes = [
        Change(1, change.index + (change.kind is Kind.INSERTION_AFTER), count, sounds)
        for change in ChangesOf(TABLE)(target.words[1])
        for count, sounds in [
            (
                int(change.kind in (Kind.SUBSTITUTION, Kind.DELETION)),
                () if change.sound is None else (change.sound,),
            )
        ]
    ]
    replaced = ReplacedChains(chain, [target.replacement(each, TABLE) for each in changes])
    gains = scores.gains(fit, replaced)
    for change, gain in zip(changes, gains, strict=True):
        alone = scores.fit(target.changed(change).chain(TABLE))
        expected = alone.score - fit.score if alone else None
        if expected is None:
            assert gain < -1e6
        elif frames <= 12:  # all frames are within reach
            assert gain == pytest.approx(expected, abs=1e-2)
        else:
            assert gain <= expected + 1e-2


def test_a_word_can_be_left_out_at_either_end() -> None:
    target = Target(((0,), (1, 2), (0,)))
    chain, scores = target.chain(TABLE), scorer(7, 9)
    fit = scores.fit(chain)
    assert fit is not None
    gains = scores.gains(fit, ReplacedChains(chain, [target.without(word) for word in range(3)]))
    for word, gain in enumerate(gains):
        rest = Target(target.words[:word] + target.words[word + 1 :])
        alone = scores.fit(rest.chain(TABLE))
        assert alone is not None
        assert gain == pytest.approx(alone.score - fit.score, abs=1e-2)


@pytest.mark.parametrize("seed", range(8))
def test_any_speech_fits_as_well_as_any_word_in_the_place_of_the_last(seed: int) -> None:
    target = Target(((0, 1), (2,)))
    scores = scorer(seed, 7)
    fit = scores.fit(target.chain(TABLE))
    assert fit is not None
    begin, end = target.starts()[1:]
    (gain,), (frames,) = scores.any_speech(fit, [begin], [end], cost=0.0)
    assert 1 <= frames <= 7 - begin
    for other in [(sound,) for sound in range(SOUNDS)] + [(0, 2), (1, 0), (2, 1)]:
        said = scores.fit(Target((target.words[0], other)).chain(TABLE))
        assert said is not None
        assert gain >= said.score - fit.score - 1e-3
    (dear,), _ = scores.any_speech(fit, [begin], [end], cost=3.0)
    assert gain - 3.0 * (7 - begin) - 1e-3 <= dear <= gain - 3.0


def test_a_pause_before_any_speech_costs_nothing() -> None:
    outputs = np.full((8, OUTPUTS), -9.0, np.float32)
    outputs[:5, -1] = 0.0  # silence
    outputs[5:, 0] = 0.0  # some speech
    scores = Scorer(outputs, phone_outputs(1))
    fit = scores.fit(Target(((0,),)).chain(TABLE))
    assert fit is not None
    (gain,), (frames,) = scores.any_speech(fit, [0], [1], cost=0.5)
    assert (fit.score + gain, frames) == (pytest.approx(-1.5), 3)


def test_more_sounds_than_frames_fit_nowhere() -> None:
    assert scorer(1, 2).fit(Target(((0, 1, 2),)).chain(TABLE)) is None


def test_nothing_replaced_gains_nothing() -> None:
    chain = Target(((0, 1),)).chain(TABLE)
    scores = scorer(2, 5)
    fit = scores.fit(chain)
    assert fit is not None
    same = Replacement(0, 1, (int(chain.phones[0]),), (True,))
    assert scores.gains(fit, ReplacedChains(chain, [same]))[0] == pytest.approx(0, abs=1e-3)
    assert len(scores.gains(fit, ReplacedChains(chain, []))) == 0


@given(st.integers(0, 200))
def test_of_the_right_ways_to_say_a_phrase_the_best_is_found(seed: int) -> None:
    scores = scorer(seed, 8)
    target = Target(((0, 1), (2,)))
    accepted = [Change(0, 1, 1, (2,)), Change(1, 0, 1, (0,))]
    found = best_pronunciation(scores, target, accepted, TABLE)
    assert found is not None
    ways = [target, target.changed(accepted[0]), target.changed(accepted[1])]
    ways.append(ways[1].changed(accepted[1]))
    fits = [scores.fit(way.chain(TABLE)) for way in ways]
    assert found.fit.score >= max(fit.score for fit in fits[:3] if fit) - 1e-3
    assert found.target in ways


def test_changes_keep_to_what_may_follow() -> None:
    follows = np.ones((PHONES, PHONES), np.bool_)
    follows[:, TABLE.phones[2]] = False
    changes = ChangesOf(SoundTable(TABLE.phones, TABLE.sound_of, follows))((0, 1))
    assert changes
    assert not [change for change in changes if change.sound == 2 and change.index == 1]


@pytest.mark.parametrize("way", [(1,), (0, 2)])
def test_what_a_phrase_was_before_is_right_after_another_way_was_found(
    way: tuple[int, ...],
) -> None:
    target = Target(((0, 1), (2, 0)))
    change = Change(1, 0, 1, way)
    seeds = (
        said
        for seed in range(200)
        if (said := best_pronunciation(scorer(seed, 9), target, [change], TABLE))
        and said.target != target
    )
    said = next(seeds)
    assert said.target == target.changed(change)
    (back,) = said.accepted
    assert said.target.changed(back) == target
