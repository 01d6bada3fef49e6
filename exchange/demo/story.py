"""Brings the demonstration about: the commands that people would have used, under a moved clock.

Nothing is inserted: what cannot be reached by a command cannot be shown.
"""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.demo import lives, sifts
from exchange.demo.cast import (
    ADMINISTRATOR,
    ALONE,
    EMPLOYERS,
    MODERATORS,
    PASSWORD,
    Employer,
    address,
)
from exchange.demo.mark import SOURCE
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import (
    ContactRole,
    Membership,
    Organisation,
    OrganisationDomain,
    Sector,
    StaffStatus,
)
from exchange.reference import outcodes
