"""Applications and invitations: a person's answer to a listing, and an organisation's to a person.

Each command that ends a listing stands here too, since a listing may end only when everybody who
applied has an answer.
"""
