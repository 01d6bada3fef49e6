"""What the database itself refuses about questions, whatever the code does; and a race."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.questions import services
from exchange.questions.models import Question
from tests import factories
from tests.moderation import reported
from tests.questions import make

pytestmark = pytest.mark.both_databases
