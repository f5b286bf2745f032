"""The one place that asks what day it is."""

from __future__ import annotations

import os
import time

from dcslint.cli.arguments import subject
from dcslint.config import ConfigurationError


def today(given: str) -> str:
    """The date to compare facts with, ISO: as given, else SOURCE_DATE_EPOCH, else the system's.

    Raises ConfigurationError for a date that is none.
    """
    if given:
        return _checked(given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return time.strftime("%Y-%m-%d")
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}"
        raise ConfigurationError(message) from None


def _checked(given: str) -> str:
    from datetime import date

    try:
        if len(given) == len("YYYY-MM-DD"):
            return date.fromisoformat(given).isoformat()
    except ValueError:
        pass
    what = subject("--today", given)
    raise ConfigurationError(f"{what} is a date such as 2026-11-23, not {given!r}")
