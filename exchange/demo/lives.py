"""The third scene: moves, from an application to wherever each has come."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from exchange.access import VISITOR, Actor
from exchange.agreements import services as agreements
from exchange.applications import queries as answers
from exchange.applications import services as applying
from exchange.applications import sifting
from exchange.applications.models import Application
from exchange.db import db
from exchange.demo import guards, posting
from exchange.demo import stage as on
from exchange.demo.moves import MOVES, Move
from exchange.demo.stage import Stage
from exchange.messages import queries as conversations
from exchange.messages import services as messages
from exchange.notices.models import Outbox
from exchange.opportunities.models import CostModel, Opportunity, Remote
from exchange.opportunities.rules import ListingValues
from exchange.placements import living, proposing, queries, releasing, services
from exchange.placements.costs.models import Invoicing, Payer
from exchange.placements.costs.services import Sheet, save_costs
from exchange.placements.ending import ReturnPost
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Contract, EndedHow, Placement
from exchange.reference import kinds
from exchange.stays import returning

STATEMENT = (
    "I have worked beside this question for years and have never seen it from your side. I would"
    " bring what I know, learn what I do not, and take both home."
)
FACTS = services.Facts(
    contract=Contract.PERMANENT,
    earlier_months=0,
    mover_is_civil_servant=True,
    host_is_civil_service=True,
    host_level=5,
    pay=58_000,
    bonus=0,
)
LENGTHS = {"secondment": 6, "loan": 9, "attachment": 2, "mentoring": 4}
STOPS_BEFORE_AGREED = {
    "accepted",
    "sent",
    "manager",
    "all_but_host_hr",
    "blocked",
    "refused",
    "withdrawn",
}
WITHOUT_APPROVALS = {"session", "mentoring"}


def live_through(stage: Stage) -> None:
    """Every move, one after the other."""
    for move in MOVES:
        Life(stage, move).live()


class Life:
    """One move; days count from its first day, and none lies in the future."""

    def __init__(self, stage: Stage, move: Move) -> None:
        self.stage = stage
        self.move = move
        self.days_before = (90, 88, 75, 62, 60, 57) if move.start < 0 else (0, 0, 0, 0, 0, 0)
        self.base = move.start if move.start < 0 else -14

    def live(self) -> None:
        """Post, apply, offer, accept; then as far as the move reaches."""
        with self._at(0):
            listing = self._post()
        with self._at(1):
            posting.publish(listing)
        with self._at(2):
            application = self._apply(listing)
        with self._at(3):
            self._offer(application)
        with self._at(4):
            mover = self._mover()
            fresh = answers.by_public_id(mover, application.public_id)
            placement = proposing.accept_offer(mover, fresh.public_id, fresh.version)
        self._go_on(placement)

    def _at(self, step: int) -> AbstractContextManager[None]:
        if self.move.start < 0:
            return self.stage.at(self.base - self.days_before[step])
        return self.stage.at(self.base + 2 * step - (6 if self.move.reach == "sent" else 0))

    def _mover(self) -> Actor:
        return on.actor(self.move.mover)

    def _dates(self) -> tuple[date, date]:
        starts = self.stage.day(self.move.start)
        months = LENGTHS.get(self.move.kind)
        if months:
            return starts, starts + relativedelta(months=months) - timedelta(days=1)
        return starts, starts + timedelta(days=30 if self.move.kind == "project" else 0)

    def _post(self) -> Opportunity:
        starts, ends = self._dates()
        fields = kinds.get(self.move.kind).fields
        values = ListingValues(
            kind=self.move.kind,
            title=self.move.title,
            summary="A place beside people who know this side of the work.",
            description="You would sit with the team, take on one piece of work and finish it.",
            outcome="One piece of work finished, and two organisations that know each other.",
            supervisor=on.employer(self.move.host).staff[0],
            level=self.move.level,
            outcode=on.employer(self.move.host).outcode,
            remote=Remote.HYBRID,
            starts_on=starts,
            ends_on=ends,
            days_a_week=4 if "days_a_week" in fields else None,
            hours=(1 if self.move.kind == "session" else 20) if "hours" in fields else None,
            cost_model=self._cost_model() if "cost_model" in fields else None,
            closes_at=self.stage.closing(self.move.start - 66 if self.move.start < 0 else 3),
            skills=("project-management", "partnership-working"),
        )
        return posting.draft_and_submit(
            on.poster(self.move.host), on.organisation(self.move.host), values
        )

    def _cost_model(self) -> CostModel:
        return CostModel.FULL if self.move.salary else CostModel.FREE

    def _apply(self, listing: Opportunity) -> Application:
        home = on.organisation(self.move.home).public_id if self.move.home else None
        sent = applying.submit(
            self._mover(), listing.public_id, STATEMENT, home, says_manager_knows=True
        )
        poster = on.poster(self.move.host)
        talk = conversations.about(poster, "application", sent.public_id)
        if talk is not None:
            messages.write(poster, talk.public_id, "Thank you. When could you start?")
            messages.write(self._mover(), talk.public_id, "On the first day of the listing.")
        return sent

    def _offer(self, application: Application) -> None:
        starts, ends = self._dates()
        poster = on.poster(self.move.host)
        fresh = answers.by_public_id(poster, application.public_id)
        days = 4.0 if self.move.kind in LENGTHS else None
        answer_by = self.stage.closing(self.move.start - 20 if self.move.start < 0 else 10)
        terms = sifting.Offer(starts, ends, days, answer_by)
        sifting.offer(poster, fresh.public_id, fresh.version, terms)

    def _go_on(self, placement: Placement) -> None:
        if self.move.reach != "accepted" and self.move.kind not in WITHOUT_APPROVALS:
            with self._at(4):
                self._send_home(placement)
                self._fill_in_costs(placement)
            if self.move.reach == "sent":
                return
            with self._at(5):
                self._decide(placement)
        self._afterwards(placement)

    def _send_home(self, placement: Placement) -> None:
        if not any(role.side == "home" for role in placement.needed):
            return
        manager = self._manager()
        services.send_home(self._mover(), placement.public_id, self._version(placement), *manager)

    def _fill_in_costs(self, placement: Placement) -> None:
        """Home HR fills in the worksheet; finance has confirmed nothing while it is proposed."""
        if not self.move.salary:
            return
        confirmed = self.move.reach not in {"sent", "manager"}
        sheet = Sheet(
            salary=Decimal(self.move.salary),
            contract_days=Decimal(5),
            pension_scheme="Civil Service Pension Scheme",
            pension_rate=Decimal("28.97"),
            vat_confirmed_by="Lee Fox, finance, at the host" if confirmed else "",
            invoicing=Invoicing.MONTHLY,
            purchase_order="PO-20417" if confirmed else "",
            expenses_by=Payer.HOST,
        )
        save_costs(on.hr(self.move.home), placement.public_id, self._version(placement), sheet)

    def _manager(self) -> tuple[str, str]:
        """Who leads the mover: Ravi at the rivers, elsewhere somebody at the same domain."""
        employer = on.employer(self.move.home)
        if self.move.home == "rivers":
            return "Ravi Menon", "manager@rivers.example"
        return "Robin Lane", f"robin.lane@{employer.domain}"

    def _decide(self, placement: Placement) -> None:
        move, ref = self.move, placement.public_id
        home_hr = on.hr(move.home) if move.home else None
        if move.reach == "refused" and home_hr is not None:
            reason = "Three of five drainage advisers are away this spring already."
            services.refuse(
                home_hr, ref, self._version(placement), Role.HOME_HR, "service_need", reason
            )
            return
        if Role.HOME_MANAGER in placement.needed:
            self._manager_agrees(placement)
        if move.reach == "manager":
            return
        for role, who in self._who_decides():
            if role in placement.needed:
                self._approve(placement, who, role)
        if move.reach != "blocked" and kinds.get(move.kind).needs_hr:
            services.give_facts(self._mover(), ref, self._version(placement), FACTS)

    def _who_decides(self) -> list[tuple[Role, Actor]]:
        move = self.move
        found = [(Role.HOST_MANAGER, on.poster(move.host))]
        if move.home:
            found.append((Role.HOME_HR, on.hr(move.home)))
        if move.reach != "all_but_host_hr":
            found.append((Role.HOST_HR, on.hr(move.host)))
        return found

    def _manager_agrees(self, placement: Placement) -> None:
        releasing.agree(VISITOR, _link_in_mail(self._manager()[1]))

    def _approve(self, placement: Placement, who: Actor, role: Role) -> None:
        if role is Role.HOME_HR and Role.HOME_MANAGER in placement.needed:
            services.confirm_manager(who, placement.public_id, self._version(placement), True)
        services.approve(who, placement.public_id, self._version(placement), role)

    def _version(self, placement: Placement) -> int:
        db.session.expire_all()
        return queries.by_public_id(on.actor("Ada Whitlock"), placement.public_id).version

    def _afterwards(self, placement: Placement) -> None:
        """Withdraw it, or start it and go on from there."""
        if self.move.reach == "withdrawn":
            with self.stage.at(-1):
                reason = "My team was reorganised. I would like to try again in summer."
                version = self._version(placement)
                services.withdraw(self._mover(), placement.public_id, version, reason)
        elif self.move.reach == "signed":
            with self.stage.at(-1):
                self._sign(placement)
        elif self.move.start < 0 and placement.kind in WITHOUT_APPROVALS | {"shadowing"}:
            self._record(placement)
        elif self.move.start < 0:
            self._start(placement)

    def _record(self, placement: Placement) -> None:
        happened = self.move.reach == "happened"
        with self.stage.at(self.move.start + 1):
            living.record_happened(
                on.poster(self.move.host),
                placement.public_id,
                self._version(placement),
                happened,
                "" if happened else "It rained for a week, and the gardeners stayed at home.",
            )

    def _sign(self, placement: Placement) -> None:
        """All three sign what HR of the host issues."""
        home, host, ref = on.hr(self.move.home), on.hr(self.move.host), placement.public_id
        fingerprint = self._issue(placement)
        for who, party in ((home, Party.HOME), (self._mover(), Party.MOVER), (host, Party.HOST)):
            agreements.sign(who, ref, party, fingerprint)

    def _issue(self, placement: Placement) -> str:
        """What the checks ask is settled, and HR of the host issues the agreement."""
        home, host, ref = on.hr(self.move.home), on.hr(self.move.host), placement.public_id
        db.session.expire_all()
        link = _link_in_mail(self._manager()[1]) if placement.asks_line_manager else ""
        people = (self._mover(), on.poster(self.move.host))
        guards.settle(placement, people, home, host, link)
        return agreements.issue(host, ref, self._version(placement)).hash

    def _start(self, placement: Placement) -> None:
        if placement.needs_signatures:
            with self.stage.at(self.move.start - 12):
                self._sign(placement)
        host, ref = on.poster(self.move.host), placement.public_id
        with self.stage.at(self.move.start):
            living.confirm_start(host, ref, self._version(placement))
        with self.stage.at(max(self.move.start + 20, -8)):
            if self.move.reach == "on_leave":
                living.go_on_leave(
                    host, ref, self._version(placement), "Six weeks of parental leave"
                )
            elif self.move.reach == "ended_early":
                reason = "The council asked for Kwame back after the storm. All agreed."
                living.end_early(self._mover(), ref, self._version(placement), reason)
        if self.move.reach == "completed":
            self._complete(placement)

    def _complete(self, placement: Placement) -> None:
        by_home = kinds.get(self.move.kind).needs_hr
        who = on.hr(self.move.home) if by_home else on.poster(self.move.host)
        how = EndedHow.RETURNED if by_home else EndedHow.OUTCOME_CONFIRMED
        if by_home:
            with self.stage.at(-40):
                self._plan_return(placement)
        with self.stage.at(-2):
            note = "Both would do it again."
            living.complete(who, placement.public_id, self._version(placement), how, note)

    def _plan_return(self, placement: Placement) -> None:
        """Home HR confirms the post that waits."""
        post = returning.Post(
            "The post from before", ReturnPost.SAME, placement.last_day + timedelta(days=1)
        )
        who = on.hr(self.move.home)
        returning.confirm(who, placement.public_id, self._version(placement), post)


def _link_in_mail(address: str) -> str:
    """The secret of the newest link that was mailed to an address: somebody opens it."""
    rows = db.session.scalars(
        sa.select(Outbox).where(Outbox.topic == "mail").order_by(Outbox.id.desc())
    )
    text = next(row.payload["text"] for row in rows if row.payload.get("to") == address)
    link = next(word for word in text.split() if "/release/" in word)
    return str(link.rpartition("/")[2])
