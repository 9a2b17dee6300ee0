"""The help of a command as text: how it is used, what can be chosen, and examples."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum
from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from miolingo.commands.command_line.values import limits, value_name

_WIDEST, _NARROWEST = 100, 20
_NAMES_COLUMNS = 28
"""Names longer than this have a line to themselves."""
_LEAST_TEXT_COLUMNS = 36
"""Where less is left beside the names, texts stand below them."""
_EXAMPLES = "Examples:"

Row = tuple[str, str]


def help_page(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    """Return the help of a command, as wide as the terminal and with nothing cut off."""
    width = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns - 1))
    text, _, examples = cleandoc(command.help or "").partition(f"\n{_EXAMPLES}\n")
    parts = [_filled(f"Usage: {_usage(command, ctx)}", width, hanging=7)]
    parts += _paragraphs(text, width)
    for title, rows in _sections(command, ctx):
        parts.append("\n".join([_heading(f"{title}:"), *_listed(rows, width)]))
    if examples:
        parts.append(f"{_heading(_EXAMPLES)}\n{textwrap.indent(cleandoc(examples), '  ')}")
    return "\n\n".join(parts)


def first_sentence(text: str) -> str:
    """Return what a list of commands says of one: the first paragraph of its help."""
    return " ".join(cleandoc(text).partition("\n\n")[0].split())


def _usage(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    arguments = [param for param in command.get_params(ctx) if isinstance(param, TyperArgument)]
    pieces = [_argument(one) if one.required else f"[{_argument(one)}]" for one in arguments]
    pieces += ["COMMAND ..."] if isinstance(command, TyperGroup) else []
    return " ".join([ctx.command_path, "[OPTIONS]", *pieces])


def _sections(command: TyperCommand | TyperGroup, ctx: Any) -> Iterator[tuple[str, list[Row]]]:
    """Commands by panel, arguments, then options by panel; those without a panel come last."""
    if isinstance(command, TyperGroup):
        shown = [(name, one) for name, one in command.commands.items() if not one.hidden]
        yield from _by_panel(
            "Commands",
            (
                (one, (name, first_sentence(one.short_help or one.help or "")))
                for name, one in shown
            ),
        )
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    if arguments:
        yield "Arguments", [(_argument(param), _explained(param)) for param in arguments]
    options = [param for param in params if not isinstance(param, TyperArgument)]
    yield from _by_panel("Options", ((param, _option_row(param)) for param in options))


def _by_panel(without: str, rows: Iterable[tuple[Any, Row]]) -> Iterator[tuple[str, list[Row]]]:
    panels: dict[str, list[Row]] = {}
    for owner, row in rows:
        panels.setdefault(getattr(owner, "rich_help_panel", None) or without, []).append(row)
    last = panels.pop(without, None)
    yield from panels.items()
    if last:
        yield without, last


def _argument(param: TyperArgument) -> str:
    return f"{value_name(param)} ..." if param.nargs == -1 else value_name(param)


def _option_row(param: Any) -> Row:
    if not isinstance(param, TyperOption):  # --help, which is Click's own
        return ", ".join(param.opts), param.help or ""
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += f" / {', '.join(param.secondary_opts)}"
    return " ".join(filter(None, (names, value_name(param)))), _explained(param)


def _explained(param: TyperOption | TyperArgument) -> str:
    """The help of a parameter, its range and what holds when it is left out."""
    notes = filter(None, (limits(param), _default(param), "required" if param.required else ""))
    note = "; ".join(notes)
    return " ".join(filter(None, (param.help, f"[{note}]" if note else "")))


def _default(param: TyperOption | TyperArgument) -> str:
    if isinstance(param.show_default, str):
        return f"default: {param.show_default}"
    default = param.default.value if isinstance(param.default, Enum) else param.default
    if not param.show_default or default is None or isinstance(default, bool):
        return ""
    return f"default: {default}"


def _paragraphs(text: str, width: int) -> Iterator[str]:
    for paragraph in filter(None, re.split(r"\n\s*\n", text)):
        yield _filled(" ".join(paragraph.split()), width)


def _listed(rows: Iterable[Row], width: int) -> Iterator[str]:
    """Names and texts side by side, or below each other where there is no room."""
    listed = list(rows)
    names_columns = max((len(name) for name, _ in listed if len(name) <= _NAMES_COLUMNS), default=0)
    indent = max(names_columns, 8) + 4
    beside = width - indent >= _LEAST_TEXT_COLUMNS
    for name, text in listed:
        if beside and len(name) + 4 <= indent:
            yield _filled(f"  {name:<{indent - 2}}{text}", width, hanging=indent)
        else:
            yield _filled(f"  {name}", width, hanging=4)
            hanging = indent if beside else 6
            yield _filled(" " * hanging + text, width, hanging=hanging)


def _filled(text: str, width: int, hanging: int = 0) -> str:
    return textwrap.fill(
        text,
        width,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _heading(text: str) -> str:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if plain or not sys.stdout.isatty() else typer.style(text, bold=True)
