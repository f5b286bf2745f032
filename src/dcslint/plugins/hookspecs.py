"""The three hooks of a plugin, as pluggy has them; only plugins with its marks need this module.

A plugin is a module or an object with some of these functions, registered under the entry-point
group `dcslint` or named with `--plugin`. A function whose name starts with `dcslint_` is taken as a
hook; marking it with `hookimpl` is needed only for pluggy's options.
"""

from __future__ import annotations

import pluggy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dcslint.model.project import Format
    from dcslint.plugins.pack import Pack
    from dcslint.reporters.info import Reporter

PROJECT = "dcslint"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def dcslint_packs() -> Sequence[Pack]:  # type: ignore[empty-body]
    """Give the packs of cards, checks and tables that the plugin brings."""


@hookspec
def dcslint_readers() -> Sequence[Format | str]:  # type: ignore[empty-body]
    """Give formats, or "module:attribute" for one; they are asked before dcslint's own."""


@hookspec
def dcslint_reporters() -> dict[str, Reporter | str]:  # type: ignore[empty-body]
    """Give reporters by the name for `--format`; "module:attribute" is imported when used."""
