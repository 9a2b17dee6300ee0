"""``miolingo history --play WORD``: hear how a word was said at first, at best and at last."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from miolingo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from miolingo.composition.context import Context
    from miolingo.history.reports.statistics import Selection
    from miolingo.practice.playback.milestones import Saying


def play_progress(context: Context, text: str, selection: Selection) -> None:
    """Play the kept recordings by which progress at a word or phrase can be heard.

    Raises UsageError where there are none, AudioError, ConfigurationError and StoreError.
    """
    from miolingo.composition.history import recording_folder, retention
    from miolingo.composition.speech import build_player, read_reference
    from miolingo.practice.kept.retention import Wish
    from miolingo.practice.playback.milestones import milestones
    from miolingo.settings.definitions import OUTPUT_DEVICE
    from miolingo.ui.console import show
    from miolingo.ui.history.table import milestone_line

    folder = recording_folder(context)
    found = milestones(_recorded(context, text, selection, folder.sizes()))
    if not found:
        off = retention(context).wish is Wish.OFF
        raise UsageError(
            f"No recording of “{text}” is kept.",
            hint="To keep those that you make from now on: miolingo settings set recordings best"
            if off
            else f"Practice it first: miolingo practice {shlex.quote(text)}",
        )
    player = build_player(context.settings.value(OUTPUT_DEVICE))
    for milestone in found:
        saying = milestone.saying
        sound = saying.heard_in(read_reference(folder.file(saying.attempt.id)))
        show(milestone_line(milestone.name, saying.attempt, saying.score))
        player.play_to_end(sound)


def _recorded(
    context: Context, text: str, selection: Selection, kept: Collection[str]
) -> list[Saying]:
    from miolingo.composition.history import open_history
    from miolingo.practice.playback.milestones import sayings_of

    with open_history(context) as store:
        attempts = store.latest_attempts(selection, sys.maxsize)
        return sayings_of(text, (attempt for attempt in attempts if attempt.id in kept))
