"""What the database itself refuses about questions, whatever the code does; and two at once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.questions import services
from exchange.questions.models import Question
from tests.questions import make

pytestmark = pytest.mark.both_databases

BROKEN = {
    "says_something": {"original": ""},
    "answered_by_somebody": {"answer": ""},
    "not_by_its_asker": {"answered_by_id": sa.literal_column("asker_id")},
    "ended_at_a_moment": {"ended_at": sa.literal_column("created_at")},
    "ended_with_reason": {
        "status": "declined",
        "ended_at": sa.literal_column("created_at"),
        "ended_by_id": sa.literal_column("answered_by_id"),
    },
    "changed_after": {
        "status": "lapsed",
        "ended_at": sa.literal_column("created_at"),
        "changed_at": sa.literal_column("created_at"),
        "answered_at": None,
    },
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_refuses(one, in_app, rule):
    with in_app():
        make.answered(one)
        with pytest.raises(IntegrityError, match=f"ck_question_{rule}"):
            db.session.execute(sa.update(Question.__table__).values(BROKEN[rule]))
        db.session.rollback()


def test_every_rule_is_tried():
    names = {str(one.name) for one in Question.__table__.constraints if one.name}
    rules = {one.removeprefix("ck_question_") for one in names if one.startswith("ck_question_")}
    assert rules - {"questionstatus"} == set(BROKEN)


def test_the_second_of_two_who_answer_is_refused(one, in_app):
    with in_app():
        found = make.asked(one)
        services.answer(one.sam, found.public_id, 1, make.CLEARER, make.ANSWER)
        with pytest.raises(IllegalTransition):
            services.answer(one.boss, found.public_id, 1, make.CLEARER, "No.")
        with pytest.raises(ChangedMeanwhile):
            services.correct(one.boss, found.public_id, 1, make.CLEARER, "No.")
        assert found.answer == make.ANSWER
