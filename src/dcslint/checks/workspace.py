"""The setting of a workspace that allows clusters to run images."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.compute.workspace import WorkspaceConf

_LONGEST_SHOWN = 20


@check("type", "text")
def setting_not_a_text(conf: WorkspaceConf, *, key: str, values: list[str]) -> Problems:
    """Report a setting that is none of the texts that the API takes."""
    from dcslint.model.compute.template import resolve

    written = conf.written(key)
    value = None if written is None else resolve(written)
    text = None if value is None else value.known()
    if value is None or text is None or (value.kind == "string" and text in values):
        return
    wanted = text.strip().lower()
    if value.kind != "string":
        if conf.form == "terraform":
            return
        fix = None
        if wanted in values:
            fix = Fix(f'set it to "{wanted}"', [value.edit(f'"{wanted}"')], safe=True)
        yield Problem(value, case="type", fix=fix, key=key, value=text[:_LONGEST_SHOWN])
        return
    fix = Fix(f"set it to {wanted}", [value.edit(wanted)], safe=True) if wanted in values else None
    yield Problem(value, case="text", fix=fix, key=key, value=text[:_LONGEST_SHOWN])
