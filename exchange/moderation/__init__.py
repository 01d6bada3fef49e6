"""Moderation: a person reads every listing before others do, answers reports, and hears appeals."""
