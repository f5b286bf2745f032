"""Says in one line what is wrong with a plugin, or with files of the user; decides nothing else."""

from __future__ import annotations

from dcslint.config import ConfigurationError
from dcslint.diagnostic import Failure


class OfferError(Exception):
    """A plugin that gives something other than its hook asks for."""


def failure_of(plugin: str, error: BaseException) -> Failure:
    """The failure that names a plugin. A fault in its files needs no name of a Python class."""
    reason = str(error) if _tells_itself(error) else f"{type(error).__name__}: {error}"
    return Failure(f"plugin {plugin}: {reason}", error=error)


def fault_in(what: str, error: Exception) -> Exception:
    """The error to raise for one that reading files of ours or of the user raised.

    A CardError tells its place and stays; what is no fault of files stays as well.
    """
    from dcslint.rulebook.card import CardError

    if isinstance(error, CardError | ConfigurationError):
        return error
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return ConfigurationError(f"{what}: {where}{error.strerror}")
    if isinstance(error, ValueError):
        return ConfigurationError(f"{what}: {error}")
    return ConfigurationError(str(error)) if _tells_itself(error) else error


def _tells_itself(error: BaseException) -> bool:
    from dcslint.facts.load import FactsError
    from dcslint.rulebook.card import CardError
    from dcslint.rulebook.signature import SignatureError

    return isinstance(error, OfferError | CardError | FactsError | SignatureError)
