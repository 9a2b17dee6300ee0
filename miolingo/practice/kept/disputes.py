"""The learner's word that a word called wrong was right."""

from __future__ import annotations

from collections.abc import Callable

from miolingo.practice.interface import Keys, View
from miolingo.practice.kept.attempts import KeptAttempts


def dispute_word(kept: KeptAttempts, keys: Keys, view: View, new_id: Callable[[], str]) -> None:
    """Note that a word of the attempt on screen was right after all, and tell the learner so."""
    index = _disputed_word(kept, keys, view)
    if index is not None and kept.latest:
        word = kept.latest.words[index].word
        if kept.dispute(index, new_id()):
            view.note(f"Noted: you said “{word}” right. It does not count as a mistake.")


def _disputed_word(kept: KeptAttempts, keys: Keys, view: View) -> int | None:
    """Ask, where several words were called wrong, which of them is meant."""
    latest, indices = kept.latest, kept.disputable
    if latest is None or not indices:
        view.note("No word was marked as wrong here.")
        return None
    if len(indices) == 1:
        return indices[0]
    listed = "  ".join(
        f"{number}={latest.words[index].word}" for number, index in enumerate(indices, start=1)
    )
    view.note(f"Which word did you say right?  {listed}")
    chosen = keys.choose(len(indices))
    return None if chosen is None else indices[chosen]
