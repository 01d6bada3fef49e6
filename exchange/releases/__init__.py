"""Asking one's manager before applying: a release in principle, which binds nobody."""
