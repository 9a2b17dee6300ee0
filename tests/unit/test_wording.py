"""Plain English: messages and documents avoid words that learners stumble over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import miolingo
from tests.parts.folders import ROOT

PACKAGE = Path(miolingo.__file__).parent

AVOIDED = {
    r"\bmend(s|ed|ing)?\b": "fix, repair",
    r"\b(bring|brings|bringing|brought)\b(?!-history)": "import, copy, get",
    r"(?<!there )\b(is|are) no\b(?! longer)": "is not a, is not valid",
    r"\b(hold|holds|knows|names) no\b": "contains no, does not know",
    r"\bmakes? no sense\b": "is not valid",
    r"\bsee that\b": "make sure that",
    r"\bany more\b": "no longer",
    r"\b(go|goes|going|gone|went) on\b": "continue",
    r"\bfor good\b": "permanently",
    r"\bin (the )?place of\b": "instead of",
    r"\bso many\b": "this many",
    r"\bof (yours|mine|theirs|miolingo's)\b": "your own",
    r"\bstays? as (it|they)\b": "is not changed",
    r"\bas far as\b": "seems to",
    r"\bsittings?\b": "session",
    r"(?<!e)\bmail address": "email address",
    r"\banew\b": "again",
    r"\bunder way\b": "in progress",
    r"\bbroke off\b": "failed",
    r"\bmet an?\b": "hit a, found an",
    r"\bwhoever\b": "anyone who, the one who",
    r"\bnone too\b": "not too",
    r"\boverdriven\b": "too loud",
    r"\ball the same\b": "still",
    r"\bunasked\b": "without being asked",
    r"\bexcludes?\b|\bexclude each\b": "cannot be used together",
    r"\b(object|line|phrase|file|one) an? (line|row|phrase)\b": "per line",
    r"\bnobody can be asked\b": "confirmation needs a terminal",
}
"""What reads like a translation or a riddle, without regard to case, and what to say instead."""

AVOIDED_IN_MESSAGES = AVOIDED | {
    r"\b(is|are|was|were) told\b": "is reported; or say who says it",
    r"\bmanifests?\b": "list",
    r"“LANGUAGE CODE”": "the language's name",
}

RIGHT = (
    "bring both lips together",
    "bring the file",
)
"""Where such a word is the right one."""

DOCUMENTS = (
    *("README.md", "SECURITY.md", "models/README.md"),
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").glob("*.md"))),
)


def messages(tree: ast.Module, *, of_commands: bool) -> Iterator[tuple[int, str]]:
    """The sentences of a module that people may read, each with its line: all but docstrings.

    The docstring of a command is its help, and is read. A single word may be a key of JSON.
    What is filled in is an ellipsis, or ``LANGUAGE CODE`` where it is one.
    """
    unread: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            unread.add(id(node.value))
    for node in ast.walk(tree):
        if (
            of_commands
            and isinstance(node, ast.FunctionDef)
            and "Annotated[" in ast.unparse(node.args)
        ):
            unread.discard(id(getattr(node.body[0], "value", None)))
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(map(_piece, node.values))
            unread.update(map(id, node.values))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unread
            and " " in node.value.strip()
        ):
            yield node.lineno, node.value


def _piece(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    named = isinstance(value, ast.FormattedValue) and ast.unparse(value.value)
    return (
        "LANGUAGE CODE" if named and re.search(r"\b(lang|language|language_code)$", named) else "…"
    )


def stumbles(text: str, avoided: dict[str, str]) -> Iterator[str]:
    """What to change in a text: the words as they are, and what to say instead."""
    for right in RIGHT:
        text = text.replace(right, "")
    for pattern, better in avoided.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield f"“{found[0]}” (say: {better}) in “{text[max(found.start() - 40, 0) :][:90]}”"


def prose(text: str) -> str:
    """A document without its code, its links' addresses and its line ends."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"^ {4}.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"`[^`]*`", "…", text)
    return " ".join(re.sub(r"\]\([^)]*\)", "]", text).split())


@pytest.mark.parametrize(
    "room", sorted({path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")})
)
def test_messages_are_plain_english(room: str) -> None:
    where = PACKAGE / room
    found = [
        f"{path.relative_to(ROOT)}:{line}: {stumble}"
        for path in ([where] if where.is_file() else sorted(where.rglob("*.py")))
        for line, text in messages(
            ast.parse(path.read_text(encoding="utf-8")), of_commands=room == "commands"
        )
        for stumble in stumbles(text, AVOIDED_IN_MESSAGES)
    ]
    assert found == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_plain_english(name: str) -> None:
    assert list(stumbles(prose((ROOT / name).read_text(encoding="utf-8")), AVOIDED)) == []


def test_it_finds_what_it_looks_for() -> None:
    module = ast.parse('def f(x):\n    """Mend it."""\n    return f"The file {x} is no list."')
    ((line, text),) = messages(module, of_commands=False)
    assert (line, text) == (3, "The file … is no list.")
    assert len(list(stumbles(text, AVOIDED))) == 1
    command = ast.parse('def f(x: Annotated[str, Option()]):\n    """Bring in a file."""')
    assert [text for _, text in messages(command, of_commands=True)] == ["Bring in a file."]
    coded = ast.parse('f"The manifest of “{deck.language_code}” is wrong."')
    ((_, text),) = messages(coded, of_commands=False)
    assert len(list(stumbles(text, AVOIDED_IN_MESSAGES))) == 2
    for plain in ("There is no file.", "It is no longer there.", "account bring-history"):
        assert list(stumbles(plain, AVOIDED)) == []
    assert prose("Take `a b` from\n[here](bring.md).\n\n    mend\n") == "Take … from [here]."
