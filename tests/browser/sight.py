"""One page in one state, and the people and things that the lists of sights name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INDIVIDUAL, RIVERS_HR = "individual@rivers.example", "hr@rivers.example"
HARBOUR, HARBOUR_HR = "poster@harbour.example", "hr@harbour.example"
MODERATOR, MODERATOR2 = "moderator@crossover.example", "moderator2@crossover.example"
ADMIN, CHIEF = "admin@crossover.example", "chief@lantern.example"
KITCHEN, KITCHEN_HR = "tariq.hussain@openkitchen.example", "elin.morgan@openkitchen.example"
NORTHMOOR, EASTMERE = "priya.shah@northmoor.example", "gareth.wynn@eastmere.example"
GREENWAY, STATISTICS = "rosa.delgado@greenway.example", "rhiannon.lloyd@statistics.example"
PLANNER, RECORDS = "ben.adler@eastmere.example", "clare.whitfield@records.example"
PAT, SAMUEL = "pat.osei@openkitchen.example", "samuel.ode@harbour.example"

WINTER = "/placements/{placement[Winter planning lead]}"
VOLUNTEERS = "/opportunities/{listing[Volunteer services manager]}"
LICENSING = "/opportunities/{listing[An hour on licensing]}"
OFFERED = "/opportunities/{listing[Our planner can come to you]}"
WISH = "/opportunities/{listing[Transport planner would like to see a charity inside]}"
HARBOUR_PAGE = "/organisations/{organisation[harbour]}"


@dataclass(frozen=True)
class Sight:
    """One page in one state: the template, who looks, where, and what they do there."""

    template: str
    who: str
    path: str
    status: int = 200
    press: str = ""
    """A button to press once the page is open; `status` is then that of the answer."""
    fill: Mapping[str, str] = field(default_factory=dict)
    phone: bool = False
    """Whether axe also looks at it in a hand."""

    @property
    def name(self) -> str:
        """For the test's id."""
        return f"{self.template.removesuffix('.html')} {self.press or self.path.split('[')[-1]}"
