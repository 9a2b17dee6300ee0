"""The commands, one a file: parse options, call one service, hand its result to the renderers."""
