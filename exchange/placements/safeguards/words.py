"""The choices of the safeguards, and their words for pages. Pure."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """One of the two organisations of a placement."""

    HOME = "home"
    HOST = "host"

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.HOST if self is Side.HOME else Side.HOME


class Interest(StrEnum):
    """What somebody may have an interest through. Cabinet Office guidance on declaring and
    managing outside interests, as of 2024-11; the last three are our own, for charities."""

    PERSONAL = "personal"
    FINANCIAL = "financial"
    SHARES = "shares"
    OUTSIDE_WORK = "outside_work"
    VOLUNTARY = "voluntary"
    PREVIOUS_JOBS = "previous_jobs"
    BUSINESS = "business"
    PROCUREMENT = "procurement"
    GRANTS = "grants"
    CAMPAIGNS = "campaigns"
    POLICY = "policy"


INTERESTS = {
    Interest.PERSONAL: "Family, friends or other personal ties",
    Interest.FINANCIAL: "Money: pay, loans, or other gain from the other side",
    Interest.SHARES: "Shareholdings",
    Interest.OUTSIDE_WORK: "Other paid work",
    Interest.VOLUNTARY: "A voluntary role, such as trustee or school governor",
    Interest.PREVIOUS_JOBS: "Earlier jobs",
    Interest.BUSINESS: "A business of your own or of your family",
    Interest.PROCUREMENT: "A purchase or tender in which you have a part",
    Interest.GRANTS: "A grant or contract with the other side",
    Interest.CAMPAIGNS: "A live campaign or court case about the other side",
    Interest.POLICY: "The same policy on both sides",
}


class Matter(StrEnum):
    """What one organisation does to the other that makes a conflict."""

    FUNDS = "funds"
    REGULATES = "regulates"
    CONTRACTS = "contracts"
    LITIGATES = "litigates"
    CAMPAIGNS = "campaigns"


MATTERS = {
    Matter.FUNDS: "funds",
    Matter.REGULATES: "regulates or inspects",
    Matter.CONTRACTS: "buys from or bids to",
    Matter.LITIGATES: "is in court with",
    Matter.CAMPAIGNS: "campaigns or lobbies against",
}
"""Between the names of the two organisations."""


class Vetting(StrEnum):
    """A check on the person. Its result stays with whoever makes it; here is only its state."""

    BPSS = "bpss"
    CTC = "ctc"
    SC = "sc"
    DV = "dv"
    DBS = "dbs"
    RIGHT_TO_WORK = "right_to_work"
    REFERENCES = "references"


VETTING = {
    Vetting.BPSS: "Baseline standard (BPSS)",
    Vetting.CTC: "Counter-terrorist check (CTC)",
    Vetting.SC: "Security check (SC)",
    Vetting.DV: "Developed vetting (DV)",
    Vetting.DBS: "Criminal record check (DBS)",
    Vetting.RIGHT_TO_WORK: "Right to work and nationality",
    Vetting.REFERENCES: "References",
}
CLEARANCES = (Vetting.BPSS, Vetting.CTC, Vetting.SC, Vetting.DV)
"""What the host must have spoken about before somebody comes into the Civil Service."""


class VettingState(StrEnum):
    """How far a check has come. Whether it has expired follows from its date."""

    NOT_NEEDED = "not_needed"
    NEEDED = "needed"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"


STATES = {
    VettingState.NOT_NEEDED: ("Not needed", "neutral"),
    VettingState.NEEDED: ("Needed", "wait"),
    VettingState.REQUESTED: ("Requested", "wait"),
    VettingState.CONFIRMED: ("Confirmed", "good"),
}
"""Each state as a word and its tone."""


class PensionOption(StrEnum):
    """The four ways of the Civil Service Pension Scheme. Employer guide 5.5, as of 2022."""

    HOME_PAYS = "a"
    HOST_PAYS = "b"
    LEAVES = "c"
    UNPAID_LEAVE = "d"


PENSIONS = {
    PensionOption.HOME_PAYS: "A: home goes on paying, and asks the host for the money",
    PensionOption.HOST_PAYS: "B: the host pays, and the person stays in the scheme",
    PensionOption.LEAVES: "C: the person leaves the scheme for the host’s",
    PensionOption.UNPAID_LEAVE: "D: special leave without pay",
}


class InjuryCover(StrEnum):
    """Who pays if the person is injured at work."""

    SCHEME = "scheme"
    HOST = "host"
    NOBODY = "nobody"


COVERS = {
    InjuryCover.SCHEME: "The Civil Service injury benefits go on",
    InjuryCover.HOST: "The host covers it",
    InjuryCover.NOBODY: "Nobody does, and the person accepts that",
}
FULL_TIME_ONLY = frozenset({PensionOption.LEAVES, PensionOption.UNPAID_LEAVE})
NEVER_OVERRIDDEN = ("R06", "R12", "R18", "R19", "R20")
"""Separation of duties, sums, reasons, and the conflict that takes two to settle."""
