"""Tests of the link checker: its parts, and the whole against loopback servers."""
