"""``miolingo score`` and ``miolingo drill``: recordings that are files."""
