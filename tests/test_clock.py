"""The clock is aware, stands still when told to, and knows London's summer."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from exchange import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_it_stands_inside_the_block_and_runs_again_after():
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        with clock.at(moment + timedelta(days=1)):
            assert clock.now().day == 23
        assert clock.now() == moment
    assert clock.now() != moment


def test_it_runs_again_after_an_error():
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(ZeroDivisionError), clock.at(moment):
        raise ZeroDivisionError
    assert clock.now().year > 2020


def test_another_zone_is_turned_into_utc():
    india = timezone(timedelta(hours=5, minutes=30))
    with clock.at(datetime(2026, 1, 1, 3, 0, tzinfo=india)):
        assert clock.now().isoformat() == "2025-12-31T21:30:00+00:00"


@pytest.mark.parametrize(
    ("utc", "london"),
    [
        ("2026-07-01T22:59:59+00:00", date(2026, 7, 1)),
        ("2026-07-01T23:00:00+00:00", date(2026, 7, 2)),  # summer: an hour ahead
        ("2026-11-22T23:59:59+00:00", date(2026, 11, 22)),
        ("2026-11-23T00:00:00+00:00", date(2026, 11, 23)),
    ],
)
def test_today_is_the_date_in_london(utc, london):
    with clock.at(datetime.fromisoformat(utc)):
        assert clock.today() == london


def test_the_fixture_reads_london_time_and_can_move_on(clock_at):
    assert clock_at("2026-07-01 17:00") == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert clock_at("2026-12-01 17:00") == clock.now() == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
