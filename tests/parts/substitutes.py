"""What a download may leave under the name of a file that it could not bring."""

from __future__ import annotations

SUBSTITUTES = (
    b"",
    b"<html>404</html>",
    b"\r\n  <!DOCTYPE html>\n<title>Not found</title>",
    b"\xef\xbb\xbf<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 63201294\n",
)
