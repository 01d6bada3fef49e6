"""Every table, so that migrations and tests see the whole schema."""

from exchange.accounts import models as accounts
from exchange.applications import models as applications
from exchange.audit import AuditEvent, AuditHead
from exchange.messages import models as messages
from exchange.moderation import models as moderation
from exchange.notices import models as notices
from exchange.opportunities import models as opportunities
from exchange.organisations import models as organisations
from exchange.placements import models as placements
from exchange.profiles import models as profiles
from exchange.search.changes import SearchChange

__all__ = [
    "AuditEvent",
    "AuditHead",
    "SearchChange",
    "accounts",
    "applications",
    "messages",
    "moderation",
    "notices",
    "opportunities",
    "organisations",
    "placements",
    "profiles",
]
