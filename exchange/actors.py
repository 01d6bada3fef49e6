"""Who asks: a person with standings, the holder of a link, the system, or a visitor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deputised:
    """A role that somebody holds for a while in place of another person."""

    role: str
    person_id: int
    name: str

    @property
    def key(self) -> str:
        """Who is stood in for, as a decision records it."""
        return f"person:{self.person_id}"


@dataclass(frozen=True)
class Standing:
    """What a person is in one organisation: a live membership and its roles."""

    organisation_id: int
    organisation_name: str
    roles: frozenset[str]
    """Of: member, poster, hr, board, organisation_admin, chief_executive."""
    deputises: tuple[Deputised, ...] = ()
    """The roles among them that are held only as somebody's deputy, for whom."""

    @property
    def own_roles(self) -> frozenset[str]:
        """The roles that the person holds themselves."""
        return self.roles - {one.role for one in self.deputises}


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with standings, the holder of a decision link, or the system."""

    person_id: int | None = None
    name: str = ""
    email: str = ""
    standings: tuple[Standing, ...] = ()
    platform_roles: frozenset[str] = frozenset()
    """Of: moderator, administrator."""
    link_id: int | None = None
    """The decision link that was opened; it allows one approval of one placement."""
    label: str = "visitor"
    link_key: str = ""
    """Who holds that link: person:12 where the address is somebody's own, else address:…"""

    @property
    def is_anonymous(self) -> bool:
        """True for a visitor who is not signed in."""
        return self.person_id is None

    @property
    def key(self) -> str:
        """Who this is, for "nobody decides for two sides"."""
        return self.link_key or f"person:{self.person_id}"

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Where the person belongs."""
        return frozenset(standing.organisation_id for standing in self.standings)

    def organisations_as(self, *roles: str) -> frozenset[int]:
        """Where the person holds one of the roles."""
        wanted = frozenset(roles)
        return frozenset(s.organisation_id for s in self.standings if s.roles & wanted)

    def has_role(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether the person holds one of the roles in that organisation."""
        return organisation_id is not None and organisation_id in self.organisations_as(*roles)

    def holds_itself(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether the person holds one of the roles there other than as a deputy."""
        return any(
            standing.organisation_id == organisation_id and standing.own_roles & frozenset(roles)
            for standing in self.standings
        )

    def deputised(self, organisation_id: int | None, role: str) -> tuple[Deputised, ...]:
        """For whom the person holds the role there, where they do not hold it themselves."""
        return tuple(
            one
            for standing in self.standings
            if standing.organisation_id == organisation_id
            for one in standing.deputises
            if one.role == role
        )

    @property
    def is_moderator(self) -> bool:
        """Whether the person moderates the platform."""
        return "moderator" in self.platform_roles

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the platform."""
        return "administrator" in self.platform_roles


VISITOR = Actor()
SYSTEM = Actor(label="system", platform_roles=frozenset({"system"}))


@dataclass(frozen=True)
class ForOrganisation:
    """An organisation as a subject, where no row exists yet."""

    organisation_id: int | None
