"""Learn to judge sounds: ``python -m benchmarks.learning --recordings LIST --source TEXT``.

LIST is a drill's list of recordings that are all right, each speaker's in a folder of their own; a
dozen speakers with twenty recordings each do. Writes the file by which the sounds of the installed
model are judged, and prints what its limits hold on speakers left out. Only numbers are kept.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.mixture import GaussianMixture

from benchmarks.learning import calibration, training
from benchmarks.learning.adaptation import learn_adaptation
from benchmarks.learning.calibration import Scores
from benchmarks.learning.examples import (
    Example,
    Instruments,
    Recipe,
    measure_all,
    right_examples,
)
from benchmarks.learning.recordings import FOLDS, Recording, read_recordings, synthesized
from benchmarks.learning.training import ScoredWord
from miolingo.composition.context import context_from
from miolingo.composition.speech import model_of
from miolingo.decks.built_in import BUILT_IN, built_in_deck
from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.columns import misfit
from miolingo.judging.sounds.contrasts import measured_contrasts
from miolingo.judging.sounds.inventory import Inventory, learn_letters, letters_of
from miolingo.judging.sounds.learned import Adaptation, CleanSpeech, Learned, to_json
from miolingo.language.korean.hangul import is_syllable
from miolingo.language.korean.ipa import symbol
from miolingo.language.korean.pronunciations import pronunciations
from miolingo.speech.acoustics.channel import Restorer, cosines
from miolingo.speech.acoustics.phone_network import PhoneNetwork, load
from miolingo.speech.sounds.learned_files import FOLDER, file_name, model_sha256
from miolingo.speech.sounds.listener import log_prior

_LEXICON_WORDS = 4_000
_CLEAN_GAUSSIANS = 8
_CLEAN_FRAMES = 12_000
_NEARNESS = 4.0  # nats of gain by which a mistake is e times less likely to be made on paper
_Doubles = npt.NDArray[np.float64]


def main() -> None:
    """Learn, print what holds, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, required=True, metavar="LIST")
    parser.add_argument("--lang", default="ko")
    parser.add_argument(
        "--source", required=True, help="whose recordings these are, and their licence"
    )
    parser.add_argument(
        "--synthesized",
        type=int,
        default=700,
        help="phrases and words that eSpeak NG says, to learn from too",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, help="the file to write, else into the package")
    options = parser.parse_args()

    context = context_from()
    folder, cache = model_of(context, options.lang).path, context.folders.cache / "models"
    people = read_recordings(options.recordings, options.lang)
    recordings = people + synthesized(_phrases(options.lang, options.synthesized), options.lang)
    network = load(folder, cache)
    letters = _letters(network) if options.lang == "ko" else {}
    clean = _clean_speech(network, people)
    matrix = cosines(len(clean.mean), network.acoustics.features.options.cepstral_lifter)
    restorer = Restorer(matrix, clean)
    prior = log_prior(network, restorer, (person.samples() for person in people))
    recipe = Recipe(folder, cache, letters, prior, clean, options.lang)
    tools = recipe.instruments()
    nearness = _nearness(tools, right_examples(tools, people))
    recipe = replace(
        recipe,
        narrowband=[
            _adaptation(network, restorer, [each for each in people if each.fold != fold])
            for fold in range(FOLDS)
        ],
    )
    examples = [
        example
        for part in measure_all(recipe, recordings, nearness, options.jobs)
        for example in part
    ]
    sounds = network.phones.sound_count
    folds = [recording.fold for recording in recordings]
    scored, right_gaps = _left_out(examples, folds, tools.inventory, sounds)
    scores = _word_scores(scored, folds)
    limits = calibration.calibrated(scores, right_gaps)
    print("\n".join(calibration.summary(scores, limits)))
    model = training.train_sounds(examples, tools.inventory, sounds)
    learned = Learned(
        language=options.lang,
        model_sha256=model_sha256(folder),
        source=options.source,
        speakers=len({person.speaker for person in people}),
        letters=letters,
        names=_names(letters, sounds),
        prior=prior,
        clean=clean,
        narrowband=_adaptation(network, restorer, people),
        usual=model.usual,
        segments=model.segments,
        sounds=model.forest,
        words=training.train_words(scored),
        gaps=training.train_gaps(examples),
        contrasts=measured_contrasts(each.features for each in examples if each.plain),
        limits=limits,
    )
    path = options.out or FOLDER / file_name(learned.model_sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(to_json(learned), ensure_ascii=False) + "\n", encoding="utf-8")


def _phrases(language: str, count: int) -> list[str]:
    """The phrases that everybody begins with, then others, spread over all built-in decks."""
    first, *decks = (built_in_deck(language, name) for name in BUILT_IN)
    begin = [card.phrase for card in first.cards][:count] if first else []
    others = [card.phrase for deck in decks if deck for card in deck.cards]
    step = max(1, len(others) // max(1, count - len(begin)))
    return begin + others[::step][: count - len(begin)]


def _letters(network: PhoneNetwork) -> dict[str, int]:
    """The sound of each letter, from words of the model's lexicon."""
    lexicon = network.lexicon
    chosen = np.random.default_rng(0).choice(len(lexicon.word_end), _LEXICON_WORDS, replace=False)
    words = [lexicon.word(int(index)) for index in chosen]
    hangul = [word for word in words if word and all(map(is_syllable, word))]
    return learn_letters(
        (letters_of(pronunciations(word)[0]), network.pronunciations_in_sounds(word))
        for word in hangul
    )


def _names(letters: dict[str, int], sounds: int) -> list[str]:
    """The IPA of each sound; empty where it is not known."""
    names = [""] * sounds
    for letter, sound in letters.items():
        names[sound] = symbol(letter)
    return names


def _clean_speech(network: PhoneNetwork, recordings: list[Recording]) -> CleanSpeech:
    """A mixture of Gaussians of the voiced frames, all recordings made equally loud.

    The noise of the recordings is subtracted, as it is when they are judged; how much of it that
    is tells a first mixture of the frames as they are.
    """
    extractor = network.acoustics.features
    matrix = cosines(extractor.dim, extractor.options.cepstral_lifter)
    inverse = np.linalg.inv(matrix)
    recorded = []
    for recording in recordings:
        samples = recording.samples()
        cepstra = extractor.features(samples)
        recorded.append((cepstra @ inverse.T, extractor.voiced(samples, len(cepstra))))
    first = _mixture([bands[voiced] for bands, voiced in recorded])
    restorer = Restorer(matrix, first)
    return _mixture([restorer.without_noise(*each)[each[1]] for each in recorded])


def _mixture(frames: list[_Doubles]) -> CleanSpeech:
    level = np.mean([bands.mean() for bands in frames])
    alike = np.concatenate([bands - bands.mean() + level for bands in frames])
    step = max(1, len(alike) // _CLEAN_FRAMES)
    mixture = GaussianMixture(_CLEAN_GAUSSIANS, reg_covar=0.05, random_state=0, max_iter=25)
    mixture.fit(alike[::step])
    return CleanSpeech(mixture.weights_, mixture.means_, mixture.covariances_)


def _adaptation(
    network: PhoneNetwork, restorer: Restorer, recordings: Sequence[Recording]
) -> Adaptation:
    speech = [recording.samples() for recording in recordings]
    return learn_adaptation(network.acoustics, restorer, speech)


def _nearness(tools: Instruments, right: list[Example]) -> npt.NDArray[np.float32]:
    """How likely each sound is taken for each other one in mistakes on paper."""
    sounds = tools.network.phones.sound_count
    usual = training.usual_gains(right, sounds)
    gains = usual.mean[:, Kind.SUBSTITUTION, :, :sounds].mean(axis=0)
    nearness = np.exp((gains - gains.max(axis=1, keepdims=True)) / _NEARNESS)
    np.fill_diagonal(nearness, 0)
    for sound in range(sounds):
        nearness[
            sound, [other for other in range(sounds) if not _alike(tools.inventory, sound, other)]
        ] = 0
    return np.asarray(nearness, np.float32)


def _alike(inventory: Inventory, sound: int, other: int) -> bool:
    """Whether a mistake may put one for the other: both onsets, both vowels or both codas."""
    return inventory.kind(sound) == inventory.kind(other) and not inventory.same(sound, other)


def _left_out(
    examples: list[Example], folds: Sequence[int], inventory: Inventory, sounds: int
) -> tuple[list[ScoredWord], _Doubles]:
    """Words scored by sounds that never met the speaker; the highest gap of each right phrase."""
    scored, right_gaps = [], []
    for fold in range(FOLDS):
        own = [each for each in examples if folds[each.recording] == fold]
        others = [each for each in examples if folds[each.recording] != fold]
        model = training.train_sounds(others, inventory, sounds)
        scored += training.score_words(own, model, inventory)
        gaps = training.train_gaps(others)
        right_gaps += [
            float(gaps.predict(each.gaps).max())
            for each in own
            if each.gaps is not None and each.plain
        ]
    return scored, np.array(right_gaps)


def _word_scores(scored: list[ScoredWord], folds: Sequence[int]) -> Scores:
    """People's words, scored by words of others; those that were recorded alone or in phrases."""
    fold_of = np.array([folds[word.example.recording] for word in scored])
    rows = np.stack([word.row for word in scored])
    word_scores = np.zeros(len(scored))
    for fold in range(FOLDS):
        others = [word for word, own in zip(scored, fold_of, strict=True) if own != fold]
        forest = training.train_words(others)
        word_scores[fold_of == fold] = forest.predict(rows[fold_of == fold])
    word_scores -= [misfit(word.example.features, word.word) for word in scored]
    kept = [
        index
        for index, word in enumerate(scored)
        if not word.example.as_if_alone and not word.example.synthesized
    ]
    return Scores([scored[index] for index in kept], word_scores[kept])


if __name__ == "__main__":
    main()
