"""Words as rare and as frequent as in real adverts: function words, those of the field, a tail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

from benchmarks import words
from exchange.reference import skills

TAIL = 80_000


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FUNCTION = _list(
    """
the of and to in a is that for it as was with be by on not he i this are or his from at which
but have an had they you were their one all we can her has there been if more when will would
who so no out up into do any your what them its my our about other some could only these than
then over also after may such
"""
)
FIELD = _list(
    """
secondment opportunity team department service public sector delivery policy project programme
lead manage support develop work skills experience knowledge stakeholder partner organisation
ministers senior leaders staff colleagues strategy plan planning review implement improve
improvement change transformation reform analysis data evidence research evaluation report
briefing advice adviser guidance standards governance board risk assurance budget finance
funding grant contract procurement commercial supplier market negotiate engagement consult
consultation communicate campaign media community local national regional international
government council agency authority regulator charity hospital school university police housing
health care education justice environment energy transport digital technology software platform
user design product agile prototype test architecture cloud security infrastructure network
system process operation performance quality measure outcome benefit customer citizens families
children adults patients clinical nurse doctor vulnerable equality inclusion accessible
wellbeing culture leadership manager director officer analyst specialist graduate trainee mentor
coach training learning career role responsible duties objectives milestone deadline priority
flexible hybrid remote office location travel interview application candidate essential
desirable criteria behaviours values vision mission impact innovation collaborate placement host
home employer agreement salary reimbursement extension return month week legislation bill
statutory parliament committee inquiry correspondence question minister private secretary
submission clearance cabinet treasury spending fiscal economic growth productivity investment
appraisal business case options forecast statistics survey dashboard algorithm engineer pipeline
warehouse integration migration legacy sustainability climate carbon emissions adaptation
resilience flood water waste biodiversity nature emergency crisis incident response recovery
logistics inventory estate property asset facilities maintenance construction permission
regeneration homelessness tenancy landlord tax customs border immigration asylum passport trade
export tariff treaty diplomacy pension payroll claimant appeal tribunal court sentencing
probation prison victim witness inspection enforcement licensing compliance audit fraud
intelligence museum heritage arts sport tourism library volunteer fundraising donor trustee
philanthropy
"""
)
TOPICS = (*words.WORK, *(one.name.lower() for one in skills.ALL))
STARTS = _list(
    "b br c ch cl cr d dr f fl g gl gr h j k l m n p pl pr qu r s sh sk sl sp st str t th tr v w z"
)
VOWELS = _list("a e i o u ai ea ee io oa ou au")
ENDS = ("", *_list("n r l s t m nd nt st rk ck ll ss p d g ng x"))


class Urn:
    """Draws words, the earlier more often: the share of the n-th is (n + head) ** -steepness."""

    def __init__(self, known: Sequence[str], head: float, steepness: float) -> None:
        self.known = known
        self._shares = list(accumulate((n + head) ** -steepness for n in range(len(known))))

    def draw(self, random: Random, many: int) -> list[str]:
        """So many words; some of them the same."""
        return random.choices(self.known, cum_weights=self._shares, k=many)


class Vocabulary:
    """What texts are drawn from; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        random = Random(f"vocabulary {seed}")  # noqa: S311 - the same words each time
        field = list(dict.fromkeys(FIELD))
        random.shuffle(field)
        tail = _invented(random)
        self.urns = (Urn(FUNCTION, 1.5, 1.0), Urn(field, 8.0, 0.9), Urn(tail, 2.7, 1.07))
        self.known = frozenset((*FUNCTION, *field, *tail))
        places = [one.capitalize() for one in tail[5000:5400]]
        names = [f"{one} {words.EMPLOYERS[at % 7]}" for at, one in enumerate(places)]
        self.employers = Urn(names, 5.0, 0.8)
        self.topics = Urn(TOPICS, 6.0, 0.7)
        self.skills = Urn([one.code for one in skills.ALL], 6.0, 0.7)

    def sentences(self, random: Random, many: int) -> list[str]:
        """So many words, 45 % of them function words and 30 % of the field, as sentences."""
        kinds = random.choices((0, 1, 2), cum_weights=(45, 75, 100), k=many)
        drawn = [iter(urn.draw(random, kinds.count(at))) for at, urn in enumerate(self.urns)]
        said = [next(drawn[kind]) for kind in kinds]
        found = []
        at = 0
        while at < many:
            length = 8 + int(random.random() * 15)
            found.append(" ".join(said[at : at + length]).capitalize() + ".")
            at += length
        return found


@cache
def vocabulary(seed: int) -> Vocabulary:
    """Made once a process."""
    return Vocabulary(seed)


def _invented(random: Random) -> list[str]:
    seen = {*FUNCTION, *FIELD}
    found: list[str] = []
    while len(found) < TAIL:
        syllables = random.choice((2, 2, 2, 3, 3, 4))
        word = "".join(
            random.choice(STARTS) + random.choice(VOWELS) + random.choice(ENDS)
            for _ in range(syllables)
        )
        if 4 <= len(word) <= 14 and word not in seen:
            seen.add(word)
            found.append(word)
    return found
