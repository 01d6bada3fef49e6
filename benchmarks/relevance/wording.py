"""The sentences of the made-up listings: many ways of saying the same, and words that mislead."""

from __future__ import annotations

import random
from typing import NamedTuple

from benchmarks.relevance.world import WELSH, Facts, roles, topics

SECTORS = ("civil_service", "public_body", "nhs", "local_government", "charity")
SECTOR_WEIGHTS = (30, 12, 8, 15, 35)
KINDS = ("secondment", "secondment", "secondment", "project", "loan", "attachment", "mentoring")
TOWNS = (
    ("Leeds", "LS1"),
    ("Manchester", "M4"),
    ("Sheffield", "S1"),
    ("Bristol", "BS1"),
    ("Birmingham", "B5"),
    ("Newcastle", "NE1"),
    ("York", "YO1"),
    ("Norwich", "NR1"),
    ("Plymouth", "PL1"),
    ("Cambridge", "CB2"),
    ("Westminster", "SW1A"),
    ("Hackney", "E8"),
    ("Aberdeen", "AB10"),
    ("Belfast", "BT1"),
    ("Swansea", "SA1"),
    ("Wrexham", "LL13"),
    ("Newport", "NP20"),
)
TOWN_WEIGHTS = (9, 8, 6, 6, 6, 5, 4, 4, 3, 4, 9, 4, 3, 4, 5, 4, 4)
WELSH_NAMES = {"Swansea": "Abertawe", "Wrexham": "Wrecsam", "Newport": "Casnewydd"}
OTHER_SKILLS = (
    "public-speaking",
    "copywriting",
    "negotiation",
    "workshop-facilitation",
    "mentoring-others",
    "decision-making",
    "process-improvement",
    "collaborative-leadership",
    "records-management",
    "event-management",
)
EMPLOYERS = (
    "Department for Open Ground",
    "Office for Bridges and Lights",
    "Ashby and Vale Council",
    "Northern Weald Council",
    "Westering NHS Trust",
    "Hollin Valley NHS Trust",
    "Agency for Public Rooms",
    "The Orchard Trust",
    "Three Rivers Youth",
    "Common Thread",
    "Open Door Advice",
    "Saltmarsh Wildlife",
    "Kite and Lantern",
    "Second Harbour",
    "The Long Table",
    "Fellside Hospice",
)
GRADE_WORDS = {
    2: ("Executive Officer (EO)", "EO grade"),
    3: ("HEO", "Higher Executive Officer"),
    4: ("SEO", "Senior Executive Officer"),
    5: ("Grade 7", "G7"),
    6: ("Grade 6", "G6"),
    7: ("Deputy Director", "SCS1"),
}
BANDS = {4: "Band 7", 5: "Band 8a", 6: "Band 8b"}
PASSING = (
    "We were flooded with good ideas last year and need help to sort them.",
    "Our housing for visitors is simple, the kettle is not.",
    "There is parking, and a museum of old coffee machines.",
    "The policy on dogs is yes.",
    "Nobody here was young when the project began.",
    "The bus stops outside; nature begins behind the car park.",
    "Part of the week is spent with the team, full attention needed.",
    "We volunteer to make the tea by turns.",
    "You will not be asked to raise money or to write bids.",
    "The board meets upstairs and the library is quiet.",
    "Nothing here is a business, and every case is different.",
    "The freedom to choose is real, and so is the information desk.",
    "Our human side and our resources are both stretched.",
    "You will go home from work on time.",
    "The head of the table is empty; an office with a view is not.",
    "A member of the public once called us a machine for learning.",
    "Energy, and a sense of sport, help.",
    "We communicate mostly by shouting up the stairs.",
)
BESIDE = (
    "You will sit beside our {other}.",
    "Our {other} left in spring; this is not that post.",
    "You will share a room with a {other} and a plant.",
    "The work follows what our {other} began.",
)
ABOVE = (
    "You will report to a {grade}.",
    "A {grade} and two others make up the team.",
    "There are {grade} colleagues on the same floor.",
)
ELSEWHERE = (
    "Once a month you will travel to {town}.",
    "Our other office is in {town}.",
    "The last person came from {town}.",
)
TITLES = (
    "{name}, {topic}",
    "{name} ({topic})",
    "{name} for {topic}",
    "{name}: {topic}",
    "{topic}: {name}",
    "{grade} {name}, {topic}",
)
SUMMARIES = (
    "{work} The subject is {topic}.",
    "Come to us for {months} months and work on {topic}.",
    "We look for a {name} who cares about {topic}.",
    "{topic} is what we do, and we need somebody from the other side.",
    "Help us with {topic}. {work}",
)
OUTCOMES = (
    "Something on {topic} that is used after you leave.",
    "A way of working that both sides keep.",
    "A plan for {topic} with names and dates.",
    "Staff who can do it without you.",
)
WELSH_LINES = (
    "Rydym yn chwilio am rywun i weithio gyda ni ar {topic} am {months} mis.",
    "Mae'r swydd hon yn agored i bawb sy'n siarad Cymraeg, neu sydd am ddysgu.",
    "Byddwch yn gweithio gyda phobl leol a'r cyngor yn {town}.",
    "Cysylltwch â ni os hoffech gael sgwrs cyn ymgeisio.",
)


class Text(NamedTuple):
    """What a listing says."""

    title: str
    summary: str
    description: str
    outcome: str


def text_of(facts: Facts, dice: random.Random) -> Text:
    """The text of a listing in its language."""
    return _welsh(facts, dice) if facts.language == WELSH else _english(facts, dice)


def _english(facts: Facts, dice: random.Random) -> Text:
    names, work = topics()[facts.topic or ""].names, roles()[facts.role or ""].work
    said = {
        "name": facts.name,
        "topic": dice.choice(names),
        "work": dice.choice(work),
        "months": str(dice.choice((3, 6, 9, 12))),
        "grade": dice.choice(_grades(facts) or ("",)) if dice.random() < 0.5 else "",
    }
    title = " ".join(dice.choice(TITLES).format(**said).split())
    lines = [*dice.sample(work, 2), f"You will spend most days on {dice.choice(names)}."]
    lines += list(_terms(facts, dice))
    lines += list(_distractions(facts, dice))
    dice.shuffle(lines)
    return Text(
        _capital(title),
        _capital(dice.choice(SUMMARIES).format(**said)),
        "### What you would do\n\n" + " ".join(lines),
        _capital(dice.choice(OUTCOMES).format(**said)),
    )


def _welsh(facts: Facts, dice: random.Random) -> Text:
    topic = topics()[facts.topic or ""].welsh
    said = {"topic": topic, "months": str(dice.choice((3, 6, 9))), "town": WELSH_NAMES[facts.town]}
    lines = [line.format(**said) for line in WELSH_LINES]
    return Text(f"{facts.name}, {topic}", lines[0], " ".join(lines), "")


def _terms(facts: Facts, dice: random.Random) -> list[str]:
    """What is said of grade, place and time; each is often left out."""
    said = []
    grades = _grades(facts)
    if grades and dice.random() < 0.5:
        said.append(f"This is a {dice.choice(grades)} post.")
    if dice.random() < 0.4:
        said.append(f"The desk is in {facts.town}.")
    if facts.part_time:
        said.append(dice.choice(("Part-time, three days a week.", "The post is part time.")))
    elif dice.random() < 0.4:
        said.append(dice.choice(("Full-time.", "This is full time work.")))
    return said


def _distractions(facts: Facts, dice: random.Random) -> list[str]:
    said = dice.sample(PASSING, dice.choice((0, 1, 2, 2)))
    if dice.random() < 0.3:
        other = dice.choice([one for one in roles().values() if one.key != facts.role])
        said.append(dice.choice(BESIDE).format(other=_small(dice.choice(other.charity))))
    if dice.random() < 0.15:
        grade = dice.choice([one for level in GRADE_WORDS.values() for one in level])
        said.append(dice.choice(ABOVE).format(grade=grade))
    if dice.random() < 0.15:
        town = dice.choice([name for name, _ in TOWNS if name != facts.town])
        said.append(dice.choice(ELSEWHERE).format(town=town))
    return said


def _grades(facts: Facts) -> tuple[str, ...]:
    if facts.sector in {"civil_service", "public_body"}:
        return GRADE_WORDS[facts.level]
    if facts.sector == "nhs" and facts.level in BANDS:
        return (BANDS[facts.level],)
    return ()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(name: str) -> str:
    """As it stands inside a sentence: but HR stays HR."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
