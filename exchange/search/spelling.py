"""Which words are near enough to another to be what somebody meant.

One letter left out, put in, changed, or swapped with its neighbour. Candidates are found as
SymSpell does: two words that near share a shape, their first letters with at most one deleted.
"""

SHORTEST, LONGEST = 4, 20  # letters of a word that is corrected, or offered
LOOKED_AT = 7  # first letters that are indexed; the rest is compared afterwards


def can_be_meant(word: str) -> bool:
    """Whether a word is corrected and offered at all: codes and years are not."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def shapes(word: str) -> set[str]:
    """The first letters of a word, and those with one of them deleted."""
    start = word[:LOOKED_AT]
    return {start, *(start[:at] + start[at + 1 :] for at in range(len(start)))}


def is_near(one: str, other: str) -> bool:
    """Whether one step makes one word of the other; equal words are near."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    rest, others = one[at:], other[at:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
