"""Builds the folder that single words of recordings are written to."""

from __future__ import annotations

from pathlib import Path

from miolingo.composition.context import Context
from miolingo.composition.recordings.reference import build_reference
from miolingo.decks.cards import Card
from miolingo.judging.judge import GrammarJudge
from miolingo.speech.clips.folder import ClipFolder, ClipForm


def build_clip_folder(
    context: Context, judge: GrammarJudge, folder: Path, form: ClipForm
) -> ClipFolder:
    """A folder for the clips of what a judge hears, with references in the learner's voice."""
    reference = build_reference(context, judge.language_code)
    return ClipFolder(folder, form, judge, lambda phrase: reference(Card(phrase), False))
