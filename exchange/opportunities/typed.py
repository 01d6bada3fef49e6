"""Words of fields in the search box of listings: skill:, level:, place:, organisation: and more."""

from __future__ import annotations

from exchange.opportunities import cards
from exchange.organisations import queries as organisations
from exchange.reference import choices, kinds, levels, outcodes, skills
from exchange.search.port import In
from exchange.search.reading import FieldWords, field_word
from exchange.web.filters import meant

KINDS = [(kind.code, name) for kind in kinds.ALL for name in (kind.name, kind.plural)]
REMOTE = [
    *((one.value, words) for one, words in cards.REMOTE_WORDS.items()),
    ("remote", "yes"),
    ("on_site", "no"),
]


def level_numbers(text: str) -> tuple[str, ...]:
    """The levels that a number, grade or job title stands for."""
    if text.isdecimal():
        return tuple(str(one.number) for one in levels.ALL if str(one.number) == text)
    return tuple(str(one.number) for one in levels.likely(text))


def skill_codes(text: str) -> tuple[str, ...]:
    """The skill of that name."""
    skill = skills.resolve(text)
    return (skill.code,) if skill else ()


def place(text: str) -> In | None:
    """A region, an outcode or a town."""
    found = outcodes.within(text)
    return In(*found) if found else None


FIELDS: FieldWords = {
    "skill": field_word("skills", skill_codes),
    "level": field_word("level", level_numbers),
    "sector": field_word("sector", lambda text: meant(text, choices.pairs(choices.SECTORS))),
    "kind": field_word("kind", lambda text: meant(text, KINDS)),
    "place": place,
    "near": place,
    "organisation": field_word("organisation", organisations.keys_named),
    "org": field_word("organisation", organisations.keys_named),
    "remote": field_word("remote", lambda text: meant(text, REMOTE)),
}
