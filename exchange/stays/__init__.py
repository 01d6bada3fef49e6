"""The stay: from the first day of a placement to the last follow-up after the return."""
