"""Days between dates. Knows no clock: the day to judge at is handed in."""

from __future__ import annotations


def days_between(earlier: str, later: str) -> int:
    """Count the days from one ISO date to another; negative if the second comes first."""
    from datetime import date

    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
