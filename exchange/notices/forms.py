"""The form in which a person chooses what reaches them."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import BooleanField, SelectField

from exchange.notices.events import Channel, Group, choices
from exchange.notices.preferences import Wish, switchable
from exchange.web.forms import Form
from exchange.web.inputs import options

NAMES = {
    Channel.AT_ONCE: "At once",
    Channel.DAILY: "In the daily e-mail",
    Channel.URGENT: "Only what is urgent",
    Channel.OFF: "No e-mail",
}
MIXED = "Urgent at once, the rest daily"
NOWHERE = "Choose the page or an e-mail; with neither of them you would hear nothing."


def names(group: Group) -> list[tuple[str, str]]:
    """The ways of a group in words."""
    mixed = Channel.URGENT in choices(group)
    return [
        (one.value, MIXED if mixed and one is Channel.DAILY else NAMES[one])
        for one in choices(group)
    ]


class PreferencesForm(Form):
    """Two fields for each group: whether on the page, and how by e-mail."""

    def wishes(self) -> dict[Group, Wish]:
        """What was chosen."""
        return {
            group: Wish(bool(self[f"page_{group}"].data), Channel(self[f"mail_{group}"].data))
            for group in switchable()
        }


for _group in switchable():
    setattr(PreferencesForm, f"page_{_group}", BooleanField("On your notices page"))
    setattr(
        PreferencesForm, f"mail_{_group}", SelectField("By e-mail", choices=options(names(_group)))
    )


def data_of(wishes: Mapping[Group, Wish]) -> dict[str, object]:
    """Wishes as the form's first values."""
    found: dict[str, object] = {}
    for group, wish in wishes.items():
        found[f"page_{group}"], found[f"mail_{group}"] = wish.on_page, wish.channel.value
    return found
