"""Adverts of other sites as external vacancies: published by import, applied for at their source.

A line is read in full before anything is written, so it goes in whole or not at all. A second run
finds every address known and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.opportunities.job_postings import Posting, shifted
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity, PostedAs, Remote, Side

BATCH = 100  # adverts in one transaction


@dataclass(frozen=True)
class Imported:
    """How many adverts of a batch are new, and how many were known by their address."""

    new: int = 0
    known: int = 0

    def __add__(self, other: Imported) -> Imported:
        return Imported(self.new + other.new, self.known + other.known)


def batches(postings: Iterable[Posting]) -> Iterator[list[Posting]]:
    """Adverts in pieces of one transaction each."""
    waiting = iter(postings)
    while batch := list(islice(waiting, BATCH)):
        yield batch


@command
def import_batch(actor: Actor, postings: list[Posting], shift: int = 0) -> Imported:
    """Publish adverts that are not known yet, their dates moved by `shift` days."""
    require(actor, Permission.OPPORTUNITY_IMPORT, None)
    known = _known(postings)
    new = 0
    for posting in postings:
        if posting.url not in known:
            known.add(posting.url)
            db.session.add(_vacancy(actor, posting, shift))
            new += 1
    return Imported(new, len(postings) - new)


def _known(postings: list[Posting]) -> set[str]:
    urls = [posting.url for posting in postings]
    return set(
        db.session.scalars(
            sa.select(Opportunity.source_url).where(Opportunity.source_url.in_(urls))
        )
    )


def _vacancy(actor: Actor, posting: Posting, shift: int) -> Opportunity:
    return Opportunity(
        status=OpportunityStatus.PUBLISHED,
        side=Side.HOST,
        # Nobody here posts it: no organisation of ours stands behind an imported advert.
        posted_as=PostedAs.PERSON,
        kind="external_vacancy",
        title=posting.title,
        summary=posting.summary,
        description_html=posting.description_html,
        source_name=posting.employer,
        source_url=posting.url,
        outcode=posting.outcode,
        place_name=posting.place_name,
        latitude=posting.latitude,
        longitude=posting.longitude,
        remote=Remote.REMOTE if posting.remote else Remote.ON_SITE,
        pay=posting.pay,
        salary_min=posting.salary_min,
        salary_max=posting.salary_max,
        closes_at=shifted(posting.closes_at, shift),
        published_at=min(shifted(posting.posted_at, shift) or clock.now(), clock.now()),
        published_by_id=actor.person_id,
        shifted_days=shift,
    )
