"""Builds what is done with judged recordings besides: their words as files, their melody."""
