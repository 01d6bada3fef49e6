"""Made-up listings in words: seeded, so that every run measures the same text."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

WORK = (
    "befriending", "bereavement support", "budget planning", "campaign design", "case work",
    "community safety", "consultation", "data sharing", "digital inclusion", "emergency planning",
    "flood resilience", "food poverty", "fundraising", "grant making", "homelessness prevention",
    "hospice care", "housing advice", "impact measurement", "legal advice", "literacy",
    "mental health", "policy design", "procurement", "project management", "refugee welcome",
    "rural transport", "safeguarding", "service design", "social research", "volunteer management",
    "youth work", "user research", "workforce planning", "green spaces", "heritage",
)  # fmt: skip
ROLES = (
    "Adviser", "Analyst", "Coordinator", "Designer", "Evaluator", "Lead", "Manager", "Officer",
    "Planner", "Researcher", "Trustee", "Writer",
)  # fmt: skip
DOING = (
    "You would work beside two of us on {} and see how decisions are made",
    "We are building a service for {} and need somebody who has done it before",
    "The board asked for a plan for {} that our partners can follow",
    "Last year {} reached twice as many people as the year before",
    "Somebody from government would help us to read the rules on {}",
    "You would lead one piece of work on {} from the first idea to the end",
    "Our team meets people who use {} every week, and you would come along",
    "What we learn about {} will be written down and shared with everybody",
)
PLACES = (
    "Harbour", "Northmoor", "Rivers", "Lantern", "Kestrel", "Oakfield", "Willow", "Saltmarsh",
    "Beacon", "Highgate", "Meadow", "Quayside", "Riverside", "Stonebridge", "Thornhill", "Weaver",
)  # fmt: skip
EMPLOYERS = ("Trust", "Council", "Hospice", "Agency", "Foundation", "Partnership", "Department")


def title(random: Random) -> str:
    """Such as "Housing advice planner"."""
    return f"{random.choice(WORK).capitalize()} {random.choice(ROLES).lower()}"


def sentence(random: Random, topics: Sequence[str] = WORK) -> str:
    """One sentence about one kind of work."""
    return random.choice(DOING).format(random.choice(topics)) + "."


def text(random: Random, sentences: int) -> str:
    """Paragraphs of three sentences about two kinds of work, as real listings keep to theirs."""
    topics = random.sample(WORK, 2)
    said = [sentence(random, topics) for _ in range(sentences)]
    return "\n\n".join(" ".join(said[at : at + 3]) for at in range(0, sentences, 3))


def employer(random: Random, number: int) -> str:
    """A name that no other number has."""
    return f"{random.choice(PLACES)} {random.choice(EMPLOYERS)} {number}"
