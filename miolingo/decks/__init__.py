"""Decks: ``cards`` are what is in them, ``read_write`` reads and writes their files.

``lookup`` finds a deck among the built-in ones (``built_in``) and the learner's own (``folder``),
``vetting`` and ``check`` tell what in it can be said, heard and judged, ``editing`` adds and
exports, ``search`` searches. ``formats`` has a module for each format of deck files, ``columns``
tells which column of a table or field of a note holds what.
"""
