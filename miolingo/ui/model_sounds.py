"""What a speech model offers for judging single sounds, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
