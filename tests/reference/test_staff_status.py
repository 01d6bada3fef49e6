"""Whose staff are civil servants, decided by hand for organisations that are easy to get wrong."""

import pytest

from exchange.reference import choices
from exchange.reference.staff_status import NOT_KNOWN, staff_status_for

HOME, NI = "home_civil_service", "ni_civil_service"


@pytest.mark.parametrize(
    ("sector", "kind", "name", "status"),
    [
        ("civil_service", "Ministerial department", "Ministry of Justice", HOME),
        ("civil_service", "Non-ministerial department", "The Charity Commission", HOME),
        ("civil_service", "Executive agency", "Companies House", HOME),
        ("civil_service", "Executive office", "Prime Minister's Office, 10 Downing Street", HOME),
        ("civil_service", "Devolved government", "The Scottish Government", HOME),
        ("civil_service", "Devolved government", "Welsh Government", HOME),
        ("civil_service", "Devolved government", "Northern Ireland Executive", NI),
        ("civil_service", "Executive agency", "Northern Ireland Prison Service", NI),
        ("public_body", "Other", "Department of Finance (Northern Ireland)", NI),
        ("public_body", "Other", "The Executive Office (Northern Ireland)", NI),
        ("civil_service", "Ministerial department", "Northern Ireland Office", "mixed"),
        (
            "public_body",
            "Executive non-departmental public body",
            "Health and Safety Executive",
            HOME,
        ),
        ("public_body", "Executive non-departmental public body", "Environment Agency", "unknown"),
        (
            "public_body",
            "Executive non-departmental public body",
            "Northern Ireland Housing Executive",
            "unknown",
        ),
        ("public_body", "Other", "Arts Council of Wales", "unknown"),
        ("public_body", "Public corporation", "BBC", "unknown"),
        ("public_body", "Special health authority", "NHS Resolution", "neither"),
        ("local_government", "NI district", "Belfast City Council", "neither"),
        ("charity", "D12", "AGE UK", "neither"),
        ("charity", "", "Health and Safety Executive", "neither"),
        ("nhs", "", "Leeds Teaching Hospitals NHS Trust", "neither"),
        ("other", "", "A university", "unknown"),
    ],
)
def test_staff_status(sector: str, kind: str, name: str, status: str) -> None:
    found, because = staff_status_for(sector, kind, name)
    assert found == status
    assert because.endswith(".")
    assert found in choices.codes(choices.STAFF_STATUSES)


def test_what_is_not_known_says_so() -> None:
    assert staff_status_for("public_body", "Tribunal", "Copyright Tribunal")[1] == NOT_KNOWN
