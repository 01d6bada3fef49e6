"""Organisations: who they are, who belongs to them, and what each person may do for them."""
