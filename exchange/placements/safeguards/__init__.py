"""What keeps a move safe: interests, conflicts, vetting, pension, overrides, adjustments, notes."""
