"""The same house as for listings."""

from tests.opportunities.conftest import browse, house

__all__ = ["browse", "house"]
