"""Worksheets as people of a move fill them in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from exchange.access import Actor
from exchange.placements.costs import services
from exchange.placements.costs.models import Invoicing
from exchange.placements.costs.services import Sheet
from tests import factories
from tests.factories import World
from tests.placements import moving

HOST_PAYS = {"cost_home": Decimal(0), "cost_host": Decimal(100), "cost_funder": Decimal(0)}
FILLED = Sheet(
    salary=Decimal("36500"),
    contract_days=Decimal(5),
    pension_scheme="Civil Service Pension Scheme",
    pension_rate=Decimal("28.97"),
    vat_confirmed_by="Jo Hall, finance manager, Harbour Hospice",
    invoicing=Invoicing.MONTHLY,
    purchase_order="PO-1701",
)
"""4 January to 3 July 2027, five days a week: 92 days of 365, then 89 of 366.

Salary 36,500 x 92/365 = 9,200; x 89/366 = 8,875.6831: 18,075.68.
NI 15% of 31,500 = 4,725: x 92/365 = 1,190.9589; x 89/366 = 1,148.9754: 1,190.96 + 1,148.98.
Pension 10,574.05: x 92/365 = 2,665.24; x 89/366 = 2,571.2854: 2,665.24 + 2,571.29.
18,075.68 + 2,339.94 + 5,236.53 = 25,652.15; VAT 5,130.43; in all 30,782.58.
"""


def paid() -> World:
    """A proposed secondment for which the host pays everything, sent home."""
    w = factories.world(cost_model="full")
    moving.send_home(w)
    return w


def save(w: World, actor: Actor, **changes: Any) -> None:
    """Somebody saves a worksheet that is filled in, or filled in otherwise."""
    version = w.placement.version
    services.save_costs(actor, w.placement.public_id, version, replace(FILLED, **changes))
