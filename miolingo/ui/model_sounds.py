"""What a speech model offers for judging single sounds, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miolingo.speech.sounds.contrast_check import ContrastCheck, SoundContrast
    from miolingo.speech.sounds.description import SoundJudging


def sounds_clause(judging: SoundJudging) -> str:
    """How many sounds it tells apart and how, or why it does not."""
    if judging.reason:
        return f"judges whole words alone: {judging.reason}"
    heads = " and ".join(judging.heads)
    judged = (
        "judged with limits measured on people"
        if judging.learned
        else "not judged one by one: nothing was learned from people for this model"
    )
    return f"can tell {judging.sounds} single sounds apart, by its outputs {heads}; {judged}"


def sounds_fields(judging: SoundJudging) -> dict[str, Any]:
    """The same as fields of an object."""
    if judging.reason:
        return {"sounds": None, "sounds_reason": judging.reason}
    sounds = {
        "count": judging.sounds,
        "heads": list(judging.heads),
        "limits_from": "people" if judging.learned else "synthesized",
    }
    return {"sounds": sounds, "sounds_reason": None}


def contrast_lines(check: ContrastCheck) -> Iterator[str]:
    """Which near sounds are told apart how well, the worst first."""
    if not check.contrasts:
        yield "No pair of sounds could be compared: too few words of the decks are known to it."
        return
    apart = [contrast for contrast in check.contrasts if contrast.told_apart]
    yield (
        f"It tells {len(apart)} of {len(check.contrasts)} pairs of near sounds apart in nine words"
        f" of ten or more. {check.utterances} words of synthesized voices were measured; where the"
        " same is known of people, that counts."
    )
    if len(apart) < len(check.contrasts):
        yield "Less often told apart, so a mistake between them may not be heard:"
    for contrast in check.contrasts:
        if not contrast.told_apart:
            yield f"  {contrast.first} and {contrast.second}: {_shares(contrast)}"


def _shares(contrast: SoundContrast) -> str:
    if contrast.on_people is None:
        return f"{contrast.synthesized:.0%} (synthesized)"
    return f"{contrast.on_people:.0%} (people), {contrast.synthesized:.0%} (synthesized)"


def contrast_fields(check: ContrastCheck) -> dict[str, Any]:
    """The same as fields of an object, all pairs."""
    return {
        "contrasts": [
            {
                "sounds": [each.first, each.second],
                "synthesized": each.synthesized,
                "people": each.on_people,
            }
            for each in check.contrasts
        ],
        "contrast_words": check.utterances,
    }
