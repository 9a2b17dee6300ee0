"""The only place that builds the real parts, for one run of a command."""
