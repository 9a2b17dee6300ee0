"""Transcriptions cut into sounds, aligned, and their differences told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language.ipa import (
    Pairing,
    aligned,
    distance,
    phonetic_similarity,
    sounds_of,
)
from miolingo.language.phonemes import Feature, Sound
from miolingo.ui.practice.sound_hints import description

SOUNDS = sounds_of("pbtdkɡmnŋfvszʃʒxhlrɾjwiyuɪeøəoɛœɔaɑɒtʃɔ̃iːtɕʰk͈")


def symbols(ipa: str) -> list[str]:
    return [sound.symbol for sound in sounds_of(ipa)]


def difference(target: str, heard: str) -> Pairing:
    (pairing,) = [pair for pair in aligned(sounds_of(target), sounds_of(heard)) if not pair.same]
    return pairing


@pytest.mark.parametrize(
    ("ipa", "cut"),
    [
        ("ʃˈiːp", ["ʃ", "iː", "p"]),
        ("tʃˈɛə", ["tʃ", "ɛ", "ə"]),
        ("t͈ɕaɾi", ["t͈ɕ", "a", "ɾ", "i"]),
        ("tɕʰim", ["tɕʰ", "i", "m"]),
        ("bˈɔ̃", ["b", "ɔ̃"]),
        ("ɪç", ["ɪ", "ç"]),
        ("pˈalla", ["p", "a", "lː", "a"]),
        ("pˈitsːa", ["p", "i", "tsː", "a"]),
        ("pap̚", ["p", "a", "p"]),
        ("ˌɔ ɹˈaɪt", ["ɔ", "ɹ", "a", "ɪ", "t"]),
        ("", []),
    ],
)
def test_a_transcription_is_cut_into_sounds(ipa: str, cut: list[str]) -> None:
    assert symbols(ipa) == cut


@pytest.mark.parametrize(
    ("target", "heard", "features"),
    [
        ("pa", "ba", {Feature.VOICING}),
        ("ta", "ka", {Feature.PLACE}),
        ("ta", "sa", {Feature.MANNER}),
        ("pala", "palla", {Feature.LENGTH}),
        ("tu", "ty", {Feature.BACKNESS}),
        ("ti", "ty", {Feature.ROUNDING}),
        ("so", "su", {Feature.HEIGHT}),
        ("bɔ", "bɔ̃", {Feature.NASALITY}),
        ("tal", "tʰal", {Feature.ASPIRATION}),
        ("tal", "t͈al", {Feature.TENSENESS}),
        ("tʃa", "ʃa", {Feature.MANNER}),
        ("ʃɪp", "ʃiːp", {Feature.LENGTH, Feature.HEIGHT}),
    ],
)
def test_what_differs_is_named(target: str, heard: str, features: set[Feature]) -> None:
    assert set(difference(target, heard).features) == features


@pytest.mark.parametrize(
    ("target", "heard", "told"),
    [
        ("pa", "ba", "b instead of p: with the voice, not without the voice"),
        ("ʃiːp", "ʃɪp", "ɪ instead of iː: short, not long; the tongue lower"),
        ("tu", "ty", "y instead of u: the tongue further forward"),
        ("t͈al", "tal", "t instead of t͈: relaxed, not tense"),
        ("pan", "paŋ", "ŋ instead of n: made at the soft palate, not made at the ridge"
         " behind the teeth"),
        ("stop", "top", "s left out"),
        ("top", "stop", "s added"),
        ("pa", "pǂ", "ǂ instead of a"),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_plain_words(target: str, heard: str, told: str) -> None:
    assert description(difference(target, heard)) == told


def test_sounds_stand_beside_those_that_are_most_like_them() -> None:
    pairs = aligned(sounds_of("bʁa"), sounds_of("pa"))
    assert [(p.target and p.target.symbol, p.heard and p.heard.symbol) for p in pairs] == [
        ("b", "p"),
        ("ʁ", None),
        ("a", "a"),
    ]


def test_a_near_place_is_less_different_than_a_far_one() -> None:
    s, sh, x, a = sounds_of("sʃxa")
    assert 0 < distance(s, sh) < distance(s, x) < distance(s, a) == 1


@given(st.sampled_from(SOUNDS), st.sampled_from(SOUNDS))
def test_a_distance_is_a_share_and_the_same_both_ways(one: Sound, other: Sound) -> None:
    assert 0 <= distance(one, other) <= 1
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(st.lists(st.sampled_from(SOUNDS), max_size=6), st.lists(st.sampled_from(SOUNDS), max_size=6))
def test_an_alignment_has_every_sound_in_order(target: list[Sound], heard: list[Sound]) -> None:
    pairs = aligned(target, heard)
    assert [pair.target for pair in pairs if pair.target] == target
    assert [pair.heard for pair in pairs if pair.heard] == heard
    assert all(pair.target or pair.heard for pair in pairs)


WORDS = st.lists(st.sampled_from(SOUNDS), min_size=1, max_size=8)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_whole_for_the_same_sounds_alone(
    word: list[Sound], heard: list[Sound]
) -> None:
    assert 0 <= phonetic_similarity(word, heard) <= 1
    assert (phonetic_similarity(word, heard) == 1) == (word == heard)
    assert phonetic_similarity(word, []) == 0


@pytest.mark.parametrize(
    ("word", "likeness"),
    [
        ("bada", 1.0),
        ("pada", 1 - 0.5 * (0.3 + 2 * 0.25) / 3),
        ("bædæ", 1 - 2 * (0.3 + 2 * distance(*sounds_of("aæ"))) / 3),
        ("bad", 1 - 1 / 3),
        ("badan", 1 - 0.25 / 3),
        ("", 0.0),
    ],
)
def test_the_price_of_each_difference(word: str, likeness: float) -> None:
    assert phonetic_similarity(sounds_of("bada"), sounds_of(word)) == pytest.approx(likeness)
