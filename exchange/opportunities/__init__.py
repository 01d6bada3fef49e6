"""Listings: drafted, reviewed by a moderator, published, and ended with an answer to everybody."""
