"""Facts that change rarely and that everybody shares: kinds, levels, skills, places, rules, words.

Each is a data file in `data/` that names its source and as-of date, and a small loader beside it.
This room knows no database and no other room.
"""
