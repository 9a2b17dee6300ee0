"""Hear the words of a result, slowly: each as the learner said it, then as the reference does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from miolingo.errors import ModelError
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, WordStatus
from miolingo.judging.recording import Audio
from miolingo.practice.interface import Key, Sound
from miolingo.practice.playback.loudspeaker import Playable
from miolingo.speech.clips.cutting import reference_clips, word_clips
from miolingo.speech.clips.slowing import slowed

_IN_QUESTION = (WordStatus.MISPRONOUNCED, WordStatus.MISSING, WordStatus.EXTRA, WordStatus.UNSURE)


class WordReplay:
    """The words of one result; it begins with the first that is in question.

    ``reference`` says the phrase at its usual pace, or slowly.
    """

    def __init__(
        self,
        judgement: Judgement,
        recording: Audio,
        judge: GrammarJudge,
        reference: Callable[[bool], Audio],
    ) -> None:
        self._phrase = judgement.target_phrase
        self._words = judgement.words
        self._own = word_clips(recording, judgement.words)
        self._judge = judge
        self._reference = reference
        self._reference_clips: Sequence[Audio | None] | None = None
        self._index = next(
            (i for i, word in enumerate(self._words) if word.status in _IN_QUESTION), 0
        )

    def sounds(self, wish: Key) -> Iterator[Playable]:
        """The sounds of the word that the learner is at, of the one before, or after it."""
        step = {Key.WORD_BEFORE: -1, Key.WORD_AFTER: 1}.get(wish, 0)
        self._index = (self._index + step) % len(self._words)
        word, own = self._words[self._index], self._own[self._index]
        if own:
            yield Playable(Sound.OWN_WORD, lambda: slowed(own), word)
        if word.status is not WordStatus.EXTRA:
            yield Playable(Sound.REFERENCE_WORD, self._reference_word, word)

    def _reference_word(self) -> Audio:
        """The word as the reference says it; all of that where the word is not found in it."""
        if self._reference_clips is None:
            self._reference_clips = self._found_in_reference()
        before = self._words[: self._index]
        index = sum(word.status is not WordStatus.EXTRA for word in before)
        clip = self._reference_clips[index] if index < len(self._reference_clips) else None
        return slowed(clip) if clip else self._reference(True)

    def _found_in_reference(self) -> Sequence[Audio | None]:
        audio = self._reference(False)
        try:
            clips = reference_clips(self._judge, self._phrase, audio)
        except ModelError:
            return ()
        return [clip for _, clip in clips]


def word_replay(
    judgement: Judgement,
    recording: Audio,
    judge: GrammarJudge,
    reference: Callable[[bool], Audio],
) -> WordReplay | None:
    """The words of a result to hear; None where no word could be told."""
    return WordReplay(judgement, recording, judge, reference) if judgement.words else None
