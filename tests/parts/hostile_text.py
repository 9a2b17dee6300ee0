"""Text that commands a terminal: one renames its window, one turns what follows around."""

from __future__ import annotations

TITLE, TURNED = "\x1b]0;pwned\x07", "\u202egnp.exe\u2066"
