"""Asks plugins for what they bring. Imported only when there is a plugin.

A plugin that has nothing of pluggy's (no marks, so nobody has imported it) is asked without: its
functions are called, which saves a start the 10 ms that importing pluggy takes. Any other plugin is
asked through pluggy, with the same answers. A plugin that raises or gives the wrong thing is named
in a failure; the others are still asked.
"""

from __future__ import annotations

import sys
from types import ModuleType

from dcslint.plugins import builtin
from dcslint.plugins.faults import OfferError, failure_of
from dcslint.plugins.offer import Offer, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Protocol

    from dcslint.diagnostic import Failure

    class Hooks(Protocol):
        """The hooks of one plugin: their names, those that do not exist too, and each's answers."""

        names: list[str]

        def answers(self, hook: str) -> list[Any]:
            """What the plugin's functions for a hook return, without None."""
            ...


PREFIX = "dcslint_"
HOOKS = ("dcslint_packs", "dcslint_readers", "dcslint_reporters")


class PlainHooks:
    """The hooks of a plugin without marks."""

    __slots__ = ("_plugin", "names")

    def __init__(self, plugin: object) -> None:
        self._plugin = plugin
        self.names = [
            name
            for name in dir(plugin)
            if name.startswith(PREFIX) and callable(getattr(plugin, name))
        ]

    def answers(self, hook: str) -> list[Any]:
        """What the plugin's function for a hook returns; nothing for None and without one."""
        if hook not in self.names:
            return []
        answer = getattr(self._plugin, hook)()
        return [] if answer is None else [answer]


def offers_of(
    installed: Mapping[str, str], named: Iterable[str]
) -> tuple[list[Offer], list[Failure]]:
    """What the built-in plugin, the installed and the named ones bring, and what went wrong.

    `installed` maps names to "module:attribute"; `named` are modules, each asked once.
    """
    offers = [offer_of("dcslint", builtin, ours=True)]
    failures = []
    seen: set[int] = set()
    for name, target in (*installed.items(), *((module, module) for module in named)):
        try:
            plugin = resolve(target)
            if id(plugin) not in seen:
                seen.add(id(plugin))
                made = plugin() if isinstance(plugin, type) else plugin
                offers.append(offer_of(name, made))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            failures.append(failure_of(name, error))
    return offers, failures


def offer_of(name: str, plugin: object, *, ours: bool = False) -> Offer:
    """Ask one plugin. Raises OfferError, and whatever its functions raise."""
    hooks = _hooks_of(name, plugin)
    unknown = [hook for hook in hooks.names if hook not in HOOKS]
    if unknown:
        raise OfferError(f"there is no hook {unknown[0]}")
    if not hooks.names:
        kind = "a module" if isinstance(plugin, ModuleType) else "an object"
        raise OfferError(f"{kind} without a {PREFIX}… function")
    packs = [pack for answer in hooks.answers("dcslint_packs") for pack in answer]
    formats = [one for answer in hooks.answers("dcslint_readers") for one in answer]
    reporters: dict[str, Any] = {}
    for answer in hooks.answers("dcslint_reporters"):
        reporters.update(answer)
    if not ours and any(not pack.name for pack in packs if hasattr(pack, "name")):
        raise OfferError("a pack needs a name")
    return Offer(name, packs, formats, reporters)


def _hooks_of(name: str, plugin: object) -> Hooks:
    # Marks are made with pluggy, so where nobody has imported it there are none.
    if "pluggy" not in sys.modules:
        return PlainHooks(plugin)
    from dcslint.plugins.marked import MarkedHooks

    return MarkedHooks(name, plugin)
