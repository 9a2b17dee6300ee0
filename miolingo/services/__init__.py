"""The use cases, one a file; what they need from outside comes in through ports."""
