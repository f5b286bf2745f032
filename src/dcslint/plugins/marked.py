"""The hooks of a plugin through pluggy, which knows what its marks mean. Asks, and judges nothing.

Imported only where the plugin, or what it stands beside, has imported pluggy itself.
"""

from __future__ import annotations

import pluggy

from dcslint.plugins import hookspecs
from dcslint.plugins.asking import PREFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Plugins(pluggy.PluginManager):
    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        """Take every function called `dcslint_…` for a hook, marked or not, as pytest does."""
        options = super().parse_hookimpl_opts(plugin, name)
        if options is None and name.startswith(PREFIX) and callable(getattr(plugin, name)):
            options = {
                "wrapper": False,
                "hookwrapper": False,
                "optionalhook": False,
                "tryfirst": False,
                "trylast": False,
                "specname": None,
            }
        return options


class MarkedHooks:
    """The hooks of one plugin, marked or not. Making it raises what pluggy finds wrong with it."""

    __slots__ = ("_plugins", "names")

    def __init__(self, name: str, plugin: object) -> None:
        self._plugins = _Plugins(hookspecs.PROJECT)
        self._plugins.add_hookspecs(hookspecs)
        self._plugins.register(plugin, name)
        self.names = [caller.name for caller in self._plugins.get_hookcallers(plugin) or []]

    def answers(self, hook: str) -> list[Any]:
        """What the plugin's functions for a hook return; none is None."""
        answers: list[Any] = getattr(self._plugins.hook, hook)()
        return answers
