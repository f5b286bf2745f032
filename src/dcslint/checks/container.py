"""The block `docker_image`: where it stands, its keys, and what was left to fill in."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.compute.insertion import move_entry
from dcslint.model.compute.template import placeholders
from dcslint.source import Fix
from dcslint.source.likeness import Nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.model.compute.forms import Specification
    from dcslint.readers.tree import Mapping


@check("beside", "never", "refused")
def misplaced_image(specification: Specification) -> Problems:
    """Report a `docker_image` that stands where no cluster is; Terraform refuses it there."""
    for misplaced in specification.misplaced:
        case = "beside" if misplaced.can_run_one else "never"
        if misplaced.form == "terraform":
            case = "refused"
        fix = None
        if misplaced.can_run_one and misplaced.cluster is not None:
            edits = move_entry(
                misplaced.around, misplaced.entry, misplaced.cluster, after="spark_version"
            )
            fix = Fix("move it to the cluster", edits or ())
        yield Problem(misplaced.key, case=case, fix=fix, holder=misplaced.holder)


@check("unknown", "near", "field", "unknown-refused", "near-refused", "field-refused")
def unknown_image_key(
    cluster: Cluster, facts: Facts, *, synonyms: dict[str, str], field: str
) -> Problems:
    """Report a key that `docker_image` or its `basic_auth` does not have, or the field misspelt.

    `synonyms` are words that people write for a key and that do not look like it. Terraform refuses
    what others may pass over.
    """
    refused = "-refused" if cluster.form == "terraform" else ""
    misspelt = cluster.misspelt_image
    if misspelt is not None:
        fix = Fix(f"rename it to {field}", [misspelt.key.edit(field)])
        key = misspelt.key.text or ""
        yield Problem(misspelt.key, case="field" + refused, fix=fix, key=key, near=field)
    container = cluster.container
    if container is None or cluster.form == "policy":  # of paths, `unknown_policy_path` speaks
        return
    for parent, mapping in ((field, container.image), ("basic_auth", container.basic_auth)):
        if mapping is not None:
            known = facts.image_fields(parent)
            yield from _unknown_keys(parent, mapping, known, synonyms, refused)


def _unknown_keys(
    parent: str, mapping: Mapping, known: Iterable[str], synonyms: dict[str, str], refused: str
) -> Problems:
    known = list(known)
    nearest = Nearest(known)
    for entry in mapping:
        key = entry.key.known()
        if key is None or key in known:
            continue
        near = synonyms.get(key.lower(), "")
        if near not in known:
            near = nearest.of(key.lower().replace("-", "_")) or ""
        if not near or mapping.entry(near) is not None:
            yield Problem(entry.key, case="unknown" + refused, key=key, parent=parent)
            continue
        fix = Fix(f"rename it to {near}", [entry.key.edit(near)])
        yield Problem(entry.key, case="near" + refused, fix=fix, key=key, parent=parent, near=near)


@check("needed", "other")
def placeholder_left(container: Container, *, needed: list[str], other: list[str]) -> Problems:
    """Report a `<placeholder>` in a field, at a dotted path, that was never filled in.

    Without a field in `needed` the cluster cannot launch.
    """
    for case, fields in (("needed", needed), ("other", other)):
        for field in fields:
            for value in container.cluster.written(field):
                for start, end in placeholders(value.or_unknown() or ""):
                    place = value.slice(start, end)
                    name = field.rpartition(".")[2]
                    yield Problem(place, case=case, placeholder=place.text or "", field=name)
