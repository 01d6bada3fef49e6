"""Who is in the demonstration. Everybody and everything here is invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "crossover-demo"  # noqa: S105 - printed on purpose: the demo serves one machine only

ACCOUNTS = {
    "individual@rivers.example": "a policy adviser who looks for a place",
    "manager@rivers.example": "her line manager",
    "hr@rivers.example": "HR of the Department for Rivers and Coasts",
    "poster@harbour.example": "posts for Harbour Hospice and looks after who comes",
    "hr@harbour.example": "HR of Harbour Hospice",
    "chief@lantern.example": "chief executive of Lantern Youth, a charity of six",
    "moderator@crossover.example": "moderates listings and reports",
    "moderator2@crossover.example": "the second moderator, who hears appeals",
    "admin@crossover.example": "administers the platform",
}


@dataclass(frozen=True)
class Employer:
    """An invented organisation."""

    key: str
    name: str
    sector: str
    kind: str
    staff_status: str
    outcode: str
    purpose: str
    staff: tuple[str, ...]
    """Names of its people: the first posts, the second is HR, the others are members."""
    outside: bool = False
    """Nobody there has an account: a verified HR contact decides by link."""

    @property
    def domain(self) -> str:
        """Its e-mail domain."""
        return f"{self.key}.example"


EMPLOYERS = (
    Employer(
        "rivers",
        "Department for Rivers and Coasts",
        "civil_service",
        "Ministerial department",
        "home_civil_service",
        "SW1A",
        "Looks after rivers, flood defences and the coast.",
        (
            "Grace Adeyemi",
            "Helen Rowe",
            "Ravi Menon",
            "Tom Okafor",
            "Ella Jones",
            "Sian Pugh",
            "Marcus Bell",
        ),
    ),
    Employer(
        "northmoor",
        "Northmoor Council",
        "local_government",
        "Metropolitan district",
        "neither",
        "LS1",
        "Serves 310,000 people between the moor and the city.",
        ("Priya Shah", "Daniel Marsh", "Aoife Byrne", "Kwame Mensah", "Lucy Tran"),
    ),
    Employer(
        "harbour",
        "Harbour Hospice",
        "charity",
        "Hospice care",
        "neither",
        "BS1",
        "Cares for people at the end of life, and for their families, around the estuary.",
        ("Nadia Karim", "Owen Price", "Beth Lawson", "Samuel Ode"),
    ),
    Employer(
        "lantern",
        "Lantern Youth",
        "charity",
        "Youth work",
        "neither",
        "M4",
        "Six people who keep a youth club open on four evenings a week.",
        ("Yusuf Demir",),
    ),
    Employer(
        "records",
        "Department for Public Records",
        "civil_service",
        "Non-ministerial department",
        "home_civil_service",
        "TW9",
        "Keeps what the state writes down, and opens it.",
        ("Clare Whitfield", "Imran Aziz", "Hannah Cole", "Joseph Lunn", "Meera Nair"),
    ),
    Employer(
        "soil",
        "Land and Soil Agency",
        "public_body",
        "Executive non-departmental public body",
        "unknown",
        "YO1",
        "Advises farmers and planners on soil, peat and drainage.",
        ("Fergus Hay", "Ruth Coombes", "Anna Kowalska", "Dev Patel"),
    ),
    Employer(
        "coalbrook",
        "Coalbrook NHS Trust",
        "nhs",
        "NHS trust",
        "neither",
        "NE1",
        "Runs two hospitals and the clinics of the valley.",
        ("Moira Quinn", "Stephen Achebe", "Jo Hartley", "Lena Fischer"),
    ),
    Employer(
        "openkitchen",
        "Open Kitchen Network",
        "charity",
        "Food and community",
        "neither",
        "B5",
        "Forty kitchens where people cook and eat together.",
        ("Tariq Hussain", "Elin Morgan", "Callum Reid", "Zainab Bello", "Pat Osei"),
    ),
    Employer(
        "greenway",
        "Greenway Trust",
        "charity",
        "Environment",
        "neither",
        "S1",
        "Plants and keeps paths along old railway lines.",
        ("Rosa Delgado", "Ian Forbes", "Mina Rahman", "Chris Doyle"),
    ),
    Employer(
        "signal",
        "Signal Data Trust",
        "charity",
        "Research",
        "neither",
        "CB2",
        "Helps charities to use their data well.",
        ("Ines Costa", "Paul Nyberg", "Leo Marchetti", "Amara Eze"),
    ),
    Employer(
        "eastmere",
        "Eastmere Combined Authority",
        "local_government",
        "Combined authority",
        "neither",
        "NR1",
        "Plans transport, homes and skills for seven districts.",
        ("Gareth Wynn", "Sofia Petrov", "Ben Adler", "Nell Ogden"),
    ),
    Employer(
        "statistics",
        "Office for Fair Statistics",
        "civil_service",
        "Executive agency",
        "mixed",
        "NP10",
        "Counts what matters and says how sure it is.",
        ("Rhiannon Lloyd", "Tunde Bakare", "Kate Sorensen", "Arjun Rao"),
    ),
    Employer(
        "bridge",
        "Bridge Refuge",
        "charity",
        "Refuge and housing",
        "neither",
        "CF10",
        "A safe house and a helpline.",
        ("Carys Vaughan",),
        outside=True,
    ),
    Employer(
        "tidewatch",
        "Tidewatch",
        "charity",
        "Campaigning",
        "neither",
        "PL1",
        "Volunteers who watch the water and say what they see.",
        ("Jack Penrose", "Molly Trevena"),
    ),
)

FIXED = {
    "Grace Adeyemi": "poster@rivers.example",
    "Helen Rowe": "hr@rivers.example",
    "Ravi Menon": "manager@rivers.example",
    "Ella Jones": "individual@rivers.example",
    "Nadia Karim": "poster@harbour.example",
    "Owen Price": "hr@harbour.example",
    "Yusuf Demir": "chief@lantern.example",
    "Frances Hale": "moderator@crossover.example",
    "Idris Cole": "moderator2@crossover.example",
    "Ada Whitlock": "admin@crossover.example",
}
"""People whose addresses the accounts page names."""

MODERATORS = ("Frances Hale", "Idris Cole")
ADMINISTRATOR = "Ada Whitlock"
ALONE = ("Vera Lindqvist", "Hugo Barnes", "Femi Adekunle")
"""People without an employer."""


def address(name: str, domain: str = "post.example") -> str:
    """The address of somebody in the cast."""
    return FIXED.get(name) or f"{name.lower().replace(' ', '.')}@{domain}"
