"""Telling people things: on the page at once, by e-mail after the commit."""
