"""What the keys are called, in the menu and in the help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from miolingo.practice.interface import Enter, Key, Offer

Entries = Sequence[tuple[str, str]]
"""Keys and their names."""

NAMES: Mapping[Key, tuple[str, str]] = {
    Key.RETRY: ("r", "retry"),
    Key.LISTEN: ("l", "listen"),
    Key.SLOW: ("s", "slow"),
    Key.COMPARE: ("c", "compare"),
    Key.REPLAY: ("m", "my recording"),
    Key.WORD: ("w", "hear the word"),
    Key.WORD_BEFORE: (",", "word before"),
    Key.MELODY: ("p", "pitch and pace"),
    Key.WORD_AFTER: (".", "word after"),
    Key.TAKE_BACK: ("t", "take back"),
    Key.DISPUTE: ("i", "I said it right"),
    Key.BACK: ("b", "back"),
    Key.SKIP: ("k", "skip"),
    Key.HELP: ("?", "help"),
    Key.QUIT: ("q", "quit"),
}
HELP = (
    ("Enter", "continue: speak, end the recording, the next phrase"),
    ("r", "say the phrase once more"),
    ("l", "listen to the phrase"),
    ("s", "listen to it slowly"),
    ("c", "compare: the phrase, then the other word of the pair or your own recording"),
    ("m", "listen to your own recording"),
    ("w", "hear a word slowly: as you said it, then as it is said; first one that was wrong"),
    (",", "hear the word before it (Left, too)"),
    (".", "hear the word after it (Right, too)"),
    ("p", "see pitch, pace and pauses, beside those of the phrase as it is said"),
    ("t", "take back the attempt: it counts nowhere"),
    ("i", "a word that was called wrong was right"),
    ("b", "go back to the phrase before"),
    ("k", "skip this phrase"),
    ("?", "this list"),
    ("q", "end the practice (Esc, too)"),
)
"""Each key and what it does."""

WHILE_PLAYING = (("Enter", "continue"), ("k", "skip"), ("q", "quit"))
WHILE_PLAYING_A_WORD = (
    *(("Enter", "stop"), ("w", "again"), NAMES[Key.WORD_BEFORE], NAMES[Key.WORD_AFTER]),
    ("q", "quit"),
)
WHILE_LISTENING = (("Enter", "done"), ("k", "skip"), ("q", "quit"))
WHILE_LOADING = (("k", "skip"), ("q", "quit"))


def entries(
    offer: Offer, names: Mapping[Key, tuple[str, str]] = NAMES, enter: str = "Enter"
) -> Iterator[tuple[str, str]]:
    """Yield what is offered: each key and its name, ``enter`` first, the key that goes on."""
    yield enter, {Enter.FINISH: "finish (last phrase)"}.get(offer.enter, offer.enter.value)
    for key in offer.keys:
        yield names[key]
