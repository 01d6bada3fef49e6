"""Nobody gets round a manager by saying that they have no employer."""

from __future__ import annotations

import pytest

from exchange.applications import services
from exchange.errors import Invalid
from tests import factories
from tests.applications import make


@pytest.mark.parametrize("kind", ["project", "shadowing", "trustee"])
def test_a_member_does_not_apply_as_somebody_without_an_employer(in_app, now, kind):
    with in_app():
        cast = make.cast(kind)
        with pytest.raises(Invalid, match="You belong to Department for Rivers") as refused:
            services.submit(cast.applicant, cast.listing, make.STATEMENT, None)
        assert list(refused.value.fields) == ["home_organisation"]


@pytest.mark.parametrize("kind", ["session", "mentoring"])
def test_where_nobody_at_home_is_asked_it_does_not_matter(in_app, now, kind):
    with in_app():
        cast = make.cast(kind)
        assert services.submit(cast.applicant, cast.listing, make.STATEMENT, None)


def test_a_seat_on_a_board_is_no_post(in_app, now):
    with in_app():
        cast = make.cast("project")
        charity = factories.organisation("Greenway Trust")
        trustee = factories.member("trustee@post.example", charity, "board")
        assert services.submit(trustee, cast.listing, make.STATEMENT, None)


def test_a_person_without_any_employer_applies(in_app, now):
    with in_app():
        cast = make.cast("project")
        alone = factories.person("alone@post.example")
        assert services.submit(alone, cast.listing, make.STATEMENT, None)
