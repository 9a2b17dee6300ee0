"""JSON for programs: one object on one line, its first key the name and number of its schema."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from miolingo.language.terminal_safe import json_text


def json_object(schema: str, content: Mapping[str, Any]) -> str:
    """Return an object as one line of JSON, without its line end.

    ``schema`` is ``miolingo.NAME/NUMBER``; the number rises when a key is renamed, removed or
    changes its meaning. A path becomes its text.
    """
    return json_text({"schema": schema, **content}, default=os.fspath)
