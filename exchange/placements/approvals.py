"""Which approvals a placement needs, and which permission each takes. Pure."""

from __future__ import annotations

from exchange.access import Permission
from exchange.placements.lifecycle import Role
from exchange.reference.kinds import Kind

PERMISSION = {
    Role.HOME_MANAGER: Permission.APPROVE_HOME_MANAGER,
    Role.HOME_HR: Permission.APPROVE_HOME_HR,
    Role.HOME_BOARD: Permission.APPROVE_HOME_BOARD,
    Role.HOST_MANAGER: Permission.APPROVE_HOST_MANAGER,
    Role.HOST_HR: Permission.APPROVE_HOST_HR,
    Role.HOST_BOARD: Permission.APPROVE_HOST_BOARD,
}


def needed(kind: Kind, *, has_home: bool, leads_home: bool) -> tuple[Role, ...]:
    """The approvals of a kind; without an employer none from home.

    Where the mover leads the home organisation its board decides in place of manager and HR,
    since nobody else there stands above.
    """
    roles = [Role(code) for code in kind.approvals]
    home = [role for role in roles if role.side == "home"]
    host = [role for role in roles if role.side == "host"]
    if not has_home:
        home = []
    elif home and leads_home:
        home = [Role.HOME_BOARD]
    return (*home, *host)
