"""Whatever is shown to whom, who works where and who blocks whom: no alert names what is hidden."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange import clock
from exchange.access import SYSTEM
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import blocking
from exchange.messages.models import Block
from exchange.notices.models import Notice
from exchange.opportunities import services as listings
from exchange.opportunities.models import PostedAs, Side
from exchange.organisations.models import Organisation
from exchange.profiles.models import Profile, Visibility
from exchange.watching import services
from exchange.watching.models import Often, PersonMatch, SavedSearch, SearchMatch
from tests import factories
from tests.messages.test_hiding import _make as talk_of
from tests.search import seeking

NAMES = ("ada", "bo", "cy", "flo")
HOMES = {"ada": "rivers", "bo": "rivers", "cy": "harbour"}
ONE = st.sampled_from(NAMES)
SHOWN = st.sampled_from(
    [("public", False), ("members", False), ("members", True), ("nobody", False)]
)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("shows"), ONE, SHOWN),
        st.tuples(st.just("wishes"), ONE, st.booleans()),
        st.tuples(st.just("joins"), ONE, st.sampled_from(["rivers", "harbour"])),
        st.tuples(st.just("leaves"), ONE, st.sampled_from(["rivers", "harbour"])),
        st.tuples(st.just("blocks"), ONE, ONE),
        st.tuples(st.just("lifts"), ONE, ONE),
        st.tuples(st.just("alerts"), ONE, st.none()),
    ),
    max_size=16,
)
PEOPLE, LISTINGS = "/people?q=x", "/opportunities?q=x"
MATCHES = {PEOPLE: PersonMatch, LISTINGS: SearchMatch}


class Town:
    """Four new people, a search of each kind for each, and beside it what is so in plain sets."""

    def __init__(self, places, number):
        self.places, self.number, self.day = places, number, 0
        self.shown, self.wished = {}, []
        self.homes = {name: set() for name in NAMES}
        self.blocked, self.known = set(), {}
        self.ids, self.public = {}, {}
        for name in NAMES:
            self.ids[name] = factories.person(self.address(name), name.title()).person_id
            self.public[name] = db.session.get_one(Person, self.ids[name]).public_id
        for name, home in HOMES.items():
            self.joins(name, home)
        for name in NAMES:
            for address in (PEOPLE, LISTINGS):
                services.save(self.who(name), address, Often.DAILY, address, "x", [])
                self.known[name, address] = set()
        self.talk = talk_of(self.who("ada"), [self.who(one) for one in NAMES]).public_id

    def address(self, name):
        """Each round has its own people."""
        return f"{name}{self.number}@mail.example"

    def who(self, name):
        """Somebody as they stand now."""
        db.session.rollback()
        return factories.actor(self.address(name))

    def shows(self, name, how):
        """Their profile is shown to others, or not any more."""
        visibility, hidden = how
        seeking.profile(
            self.who(name),
            headline=f"Headline of {name}",
            visibility=Visibility(visibility),
            hidden_from_employer=hidden,
        )
        self.shown[name] = how

    def wishes(self, name, hidden):
        """They publish that they would like to go."""
        who = self.who(name)
        values = factories.listing_values(title=f"Wish of {name}", hidden_from_employer=hidden)
        draft = listings.start_draft(who, Side.MOVER, PostedAs.PERSON, None, values)
        listings.save_draft(who, draft.public_id, values, draft.version)
        listings.submit(who, draft.public_id, draft.version)
        factories.publish(factories.moderator(), draft.public_id)
        assert draft.hidden_from_employer is hidden
        self.wished.append((draft.id, name, hidden))

    def joins(self, name, home):
        """They work there from now on."""
        if home not in self.homes[name]:
            place = db.session.get_one(Organisation, self.places[home])
            factories.member(self.address(name), place)
            self.homes[name].add(home)

    def leaves(self, name, home):
        """They do not work there any more."""
        if home in self.homes[name]:
            who = self.who(name)
            place = db.session.get_one(Organisation, self.places[home])
            seeking.leave(who, seeking.membership(who, place).public_id)
            self.homes[name].remove(home)

    def blocks(self, name, other):
        """A block stands between two."""
        if name != other:
            blocking.block(self.who(name), self.talk, self.public[other])
            self.blocked.add((name, other))

    def lifts(self, name, other):
        """Their block falls."""
        if (name, other) in self.blocked:
            query = sa.select(Block.public_id).filter_by(
                blocker_id=self.ids[name], blocked_id=self.ids[other], lifted_at=None
            )
            who = self.who(name)
            blocking.unblock(who, db.session.scalars(query).one())
            self.blocked.remove((name, other))

    def alerts(self, name, _more):
        """All ids are handed over as if the index hid nothing."""
        self.day += 1
        query = sa.select(Profile.person_id, Profile.id)
        profiles = {row[0]: row[1] for row in db.session.execute(query)}
        mine = {one: profiles[self.ids[one]] for one in self.shown}
        people = {mine[one] for one in mine if self.sees(name, one)}
        wishes = {
            one for one, other, hidden in self.wished if self.sees_wish(name, other, hidden=hidden)
        }
        self.check(name, PEOPLE, list(mine.values()), people)
        self.check(name, LISTINGS, [one for one, _other, _hidden in self.wished], wishes)

    def check(self, name, address, ids, allowed):
        """What is new and may be seen is told, and nothing else."""
        new = allowed - self.known[name, address]
        self.known[name, address] |= new
        before = self.notices(name)
        saved = sa.select(SavedSearch.id).filter_by(person_id=self.ids[name], address=address)
        saved_id = db.session.scalars(saved).one()
        with clock.at(clock.now() + timedelta(days=self.day)):
            assert services.alert(SYSTEM, saved_id, address, ids) == len(new)
        told = sa.select(MATCHES[address].item_id).filter_by(saved_search_id=saved_id)
        assert set(db.session.scalars(told)) == self.known[name, address]
        texts = self.notices(name)[len(before) :]
        assert len(texts) == bool(new)
        assert not [one for one in texts if name in one], "their own is never told"
        db.session.rollback()

    def notices(self, name):
        """What somebody was told of their searches."""
        query = sa.select(Notice.text).filter_by(
            person_id=self.ids[name], event="saved_search_alert"
        )
        return list(db.session.scalars(query.order_by(Notice.id)))

    def sees(self, viewer, other):
        """Whether an alert may speak of somebody to a viewer."""
        visibility, hidden = self.shown[other]
        apart = (viewer, other) in self.blocked or (other, viewer) in self.blocked
        if viewer == other or apart or visibility == "nobody":
            return False
        return visibility == "public" or self.sees_hidden(viewer, other, hidden=hidden)

    def sees_wish(self, viewer, other, *, hidden):
        """Whether an alert may speak of somebody's wish to go."""
        return viewer != other and (not hidden or self.sees_hidden(viewer, other, hidden=True))

    def sees_hidden(self, viewer, other, *, hidden):
        """Members see it, but not colleagues where it is hidden from them."""
        together = bool(self.homes[viewer] & self.homes[other])
        return bool(self.homes[viewer]) and not (hidden and together)


def test_no_alert_tells_what_its_owner_may_not_see(in_app, clock_at):
    clock_at("2026-11-22 12:00")
    rounds = count()
    with in_app():
        places = {
            "rivers": factories.organisation("Department for Rivers").id,
            "harbour": factories.organisation("Harbour Hospice").id,
        }

        @settings(
            max_examples=20,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(MOVES)
        def whatever_happens(moves):
            town = Town(places, next(rounds))
            for what, name, more in [*moves, *(("alerts", name, None) for name in NAMES)]:
                getattr(town, what)(name, more)

        whatever_happens()
