"""What one plugin brings, checked on arrival so that a wrong plugin is named and not met later."""

from __future__ import annotations

from importlib import import_module

from dcslint.plugins.faults import OfferError
from dcslint.plugins.pack import Pack
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dcslint.model.project import Format
    from dcslint.reporters.info import Reporter

_NAME = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FORMAT = ("name", "claims_name", "claims_text", "may_concern_databricks", "read")


class Offer:
    """The packs, formats and reporters of one plugin."""

    __slots__ = ("formats", "name", "packs", "reporters")

    def __init__(
        self,
        name: str,
        packs: Iterable[Pack] = (),
        formats: Iterable[Format | str] = (),
        reporters: Mapping[str, Reporter | str] | None = None,
    ) -> None:
        """Take over what the hooks gave.

        Raises OfferError, and whatever importing a format raises.
        """
        self.name = name
        self.packs = [_pack(pack) for pack in packs]
        self.formats = [_format(given) for given in formats]
        self.reporters: dict[str, Reporter | str] = dict(reporters or {})
        for reporter in self.reporters:
            _refuse_name("reporter", reporter)


def resolve(target: str) -> Any:
    """Import what "module" or "module:attribute" names. Raises whatever the import raises."""
    module, _, attributes = target.partition(":")
    thing: Any = import_module(module)
    for attribute in attributes.split(".") if attributes else ():
        thing = getattr(thing, attribute)
    return thing


def _pack(pack: object) -> Pack:
    if not isinstance(pack, Pack):
        raise OfferError(f"dcslint_packs gives {type(pack).__name__}, not Pack")
    if pack.name:
        _refuse_name("pack", pack.name)
    return pack


def _format(given: Format | str) -> Format:
    found: Any = resolve(given) if isinstance(given, str) else given
    if isinstance(found, type):
        found = found()
    for attribute in _FORMAT:
        if not hasattr(found, attribute):
            raise OfferError(f"the reader {type(found).__name__} has no {attribute}")
    made: Format = found
    return made


def _refuse_name(kind: str, name: object) -> None:
    if isinstance(name, str) and name.isascii() and name.isalpha() and name.islower():
        return  # as each name of ours is
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise OfferError(f"a {kind}'s name is lower-case words joined by '-', not {name!r}")
