"""Conversations between participants about a subject key; upper rooms say what the subject is."""
