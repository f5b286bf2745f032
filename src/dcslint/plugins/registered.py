"""Asks plugins for what they bring, through pluggy. Imported only when there is a plugin.

A plugin that raises or gives the wrong thing is named in a failure; the others are still asked.
"""

from __future__ import annotations

from types import ModuleType

import pluggy

from dcslint.plugins import builtin, hookspecs
from dcslint.plugins.faults import OfferError, failure_of
from dcslint.plugins.offer import Offer, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dcslint.diagnostic import Failure

_PREFIX = f"{hookspecs.PROJECT}_"
_BUILTIN = "dcslint"


class _Plugins(pluggy.PluginManager):
    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        """Take every function called `dcslint_…` for a hook, marked or not, as pytest does."""
        options = super().parse_hookimpl_opts(plugin, name)
        if options is None and name.startswith(_PREFIX) and callable(getattr(plugin, name)):
            options = {
                "wrapper": False,
                "hookwrapper": False,
                "optionalhook": False,
                "tryfirst": False,
                "trylast": False,
                "specname": None,
            }
        return options


def offers_of(
    installed: Mapping[str, str], named: Iterable[str]
) -> tuple[list[Offer], list[Failure]]:
    """What the built-in plugin, the installed and the named ones bring, and what went wrong.

    `installed` maps names to "module:attribute"; `named` are modules, each registered once.
    """
    plugins = _Plugins(hookspecs.PROJECT)
    plugins.add_hookspecs(hookspecs)
    plugins.register(builtin, _BUILTIN)
    failures = []
    for name, target in (*installed.items(), *((module, module) for module in named)):
        try:
            _register(plugins, name, target)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            failures.append(failure_of(name, error))
    offers = []
    for name, plugin in plugins.list_name_plugin():
        try:
            offers.append(_ask(plugins, name, plugin))
        except (Exception, SystemExit) as error:
            if plugin is builtin:
                raise
            failures.append(failure_of(name, error))
    return offers, failures


def _register(plugins: _Plugins, name: str, target: str) -> None:
    plugin = resolve(target)
    if isinstance(plugin, type):
        plugin = plugin()
    if plugins.is_registered(plugin):
        return
    plugins.register(plugin, name)
    callers = plugins.get_hookcallers(plugin) or []
    unknown = [caller.name for caller in callers if not caller.has_spec()]
    if not callers or unknown:
        plugins.unregister(plugin)
        kind = "a module" if isinstance(plugin, ModuleType) else "an object"
        raise OfferError(
            f"there is no hook {unknown[0]}" if unknown else f"{kind} without a {_PREFIX}… function"
        )


def _ask(plugins: _Plugins, name: str, plugin: object) -> Offer:
    others = [other for _, other in plugins.list_name_plugin() if other is not plugin]

    def given(hook: str) -> list[Any]:
        answers: list[Any] = plugins.subset_hook_caller(hook, others)()
        return answers

    packs = [pack for answer in given("dcslint_packs") for pack in answer]
    formats = [one for answer in given("dcslint_readers") for one in answer]
    reporters: dict[str, Any] = {}
    for answer in given("dcslint_reporters"):
        reporters.update(answer)
    if name != _BUILTIN and any(not pack.name for pack in packs if hasattr(pack, "name")):
        raise OfferError("a pack needs a name")
    return Offer(name, packs, formats, reporters)
