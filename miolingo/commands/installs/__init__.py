"""``miolingo model`` and ``miolingo voice``."""
