"""Placements: from "yes" on both sides to agreed, started and ended, with every approval a fact."""
