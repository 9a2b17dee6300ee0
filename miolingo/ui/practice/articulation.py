"""Say in plain words how to make a sound other than the one that was heard.

What to change follows from the features in which the two sounds differ, so it holds for any
language: what the tongue, the lips, the voice and the breath do, and how long. The wording is for
a learner; the features are those of the IPA chart (``language/phonemes.py``).
"""

from __future__ import annotations

from miolingo.language.ipa import Pairing, scale_step
from miolingo.language.phonemes import Feature, Sound

_CHANGES = {
    (Feature.VOICING, "voiced"): "let your voice hum",
    (Feature.VOICING, "voiceless"): "let only breath out, without your voice",
    (Feature.PLACE, "lips"): "bring both lips together",
    (Feature.PLACE, "lip and teeth"): "put your upper teeth on your lower lip",
    (Feature.PLACE, "teeth"): "put the tip of your tongue to your upper teeth",
    (Feature.PLACE, "ridge"): "put the tip of your tongue to the ridge behind your upper teeth",
    (Feature.PLACE, "behind the ridge"): "pull your tongue a little back from the ridge behind"
    " your upper teeth",
    (Feature.PLACE, "hard palate"): "raise the middle of your tongue to the roof of your mouth",
    (Feature.PLACE, "soft palate"): "raise the back of your tongue to the roof of your mouth",
    (Feature.PLACE, "uvula"): "pull the back of your tongue far back",
    (Feature.PLACE, "throat"): "make it in your throat and leave your tongue at rest",
    (Feature.MANNER, "stop"): "stop the air, then let it go",
    (Feature.MANNER, "nasal"): "close your mouth there and let the air out through your nose",
    (Feature.MANNER, "fricative"): "leave a narrow gap, so that the air hisses",
    (Feature.MANNER, "affricate"): "stop the air, then let it hiss",
    (Feature.MANNER, "trill"): "let it roll",
    (Feature.MANNER, "tap"): "tap once with your tongue, quickly",
    (Feature.MANNER, "glide"): "touch nothing and glide into the next sound",
    (Feature.MANNER, "lateral"): "let the air pass beside your tongue",
    (Feature.LENGTH, "long"): "hold it longer",
    (Feature.LENGTH, "short"): "make it shorter",
    (Feature.ROUNDING, "rounded"): "round your lips",
    (Feature.ROUNDING, "unrounded"): "do not round your lips",
    (Feature.NASALITY, "nasal"): "let air out through your nose as well",
    (Feature.NASALITY, "oral"): "let no air out through your nose",
    (Feature.ASPIRATION, "aspirated"): "let out a puff of breath with it",
    (Feature.ASPIRATION, "unaspirated"): "let out no puff of breath",
    (Feature.TENSENESS, "tense"): "press it out with a tight throat",
    (Feature.TENSENESS, "lax"): "relax your throat",
    (Feature.PALATALIZATION, "palatalized"): "add a trace of y",
    (Feature.PALATALIZATION, "plain"): "leave out the trace of y",
}
"""By feature and the target's value of it."""

_HIGHER, _LOWER = "raise your tongue", "lower your tongue and open your mouth more"
_FORWARD, _BACK = "push your tongue forward", "pull your tongue back"


def articulation_advice(pairing: Pairing) -> str:
    """Say what was heard and what to change, in two short sentences."""
    if pairing.heard is None and pairing.target:
        return f"{pairing.target.symbol} was left out. Say it, too."
    if pairing.target is None and pairing.heard:
        return f"{pairing.heard.symbol} was added. Leave it out."
    if pairing.target is None or pairing.heard is None:
        return ""
    heard = f"{pairing.target.symbol} sounded like {pairing.heard.symbol}."
    changes = [_change(pairing.target, pairing.heard, feature) for feature in pairing.features]
    if not changes:
        return f"{heard} Listen to it once more, slowly."
    told = "; ".join(changes)
    return f"{heard} {told[0].upper()}{told[1:]}."


def _change(target: Sound, heard: Sound, feature: Feature) -> str:
    match feature:
        case Feature.HEIGHT:
            return _LOWER if scale_step(heard, target, feature) > 0 else _HIGHER
        case Feature.BACKNESS:
            return _BACK if scale_step(heard, target, feature) > 0 else _FORWARD
    return _CHANGES[feature, dict(target.features)[feature]]
