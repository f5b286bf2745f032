"""Init scripts of clusters: their kind, their destination, and how many there are."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.compute.cluster import as_mapping, is_empty, says_nothing
from dcslint.model.compute.template import placeholders, resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Fix, Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.readers.tree import Entry

_FIELD = "init_scripts"


def _items(cluster: Cluster) -> list[Mapping]:
    """The scripts of a list, or the one of a single block."""
    node = cluster.node(_FIELD)
    if isinstance(node, Sequence):
        return [item for item in node.items if isinstance(item, Mapping)]
    return [node] if isinstance(node, Mapping) and node.entries else []


def _scripts(cluster: Cluster, kinds: set[str]) -> Iterator[tuple[Entry, Mapping]]:
    """The entries of some kinds with the block below each, if that says anything."""
    for item in _items(cluster):
        for entry in item:
            block = as_mapping(entry.value)
            named = entry.key.text in kinds
            if named and block is not None and not says_nothing(block, texts_count=False):
                yield entry, block


def scripts_of(cluster: Cluster, kinds: set[str]) -> Iterator[Value]:
    """The destinations of the scripts of some kinds."""
    for _, block in _scripts(cluster, kinds):
        destination = _destination(block)
        if destination is not None:
            yield destination


def _destination(block: Mapping) -> Value | None:
    value = block.value("destination")
    return None if value is None else resolve(value)


@check()
def local_script_without_image(cluster: Cluster, *, kind: str) -> Problems:
    """Report a script on the local disk of a cluster that surely runs no image."""
    if cluster.container is not None or cluster.misspelt_image is not None:
        return
    if not cluster.lacks("docker_image") or cluster.policy_id is not None or cluster.pool:
        return
    for entry, _ in _scripts(cluster, {kind}):
        yield Problem(entry.key)


@check()
def deprecated_script_place(container: Container, *, kind: str) -> Problems:
    """Report a script of a kind that is deprecated; not what a manual shows of the kind."""
    for entry, block in _scripts(container.cluster, {kind}):
        written = block.value("destination")
        if written is not None and placeholders(written.or_unknown() or ""):
            continue
        yield Problem(_destination(block) or entry.key)


@check("foreign", "prefix")
def scheme_of_another_kind(
    container: Container, *, schemes: dict[str, str], also: dict[str, str], fixed: str
) -> Problems:
    """Report a destination that does not begin as those of its kind do.

    `schemes` gives the beginning for each kind, empty where it is not certain; `also` another one
    of the kind. Below the kind `fixed` a plain path surely lacks the scheme.
    """
    for entry, block in _scripts(container.cluster, set(schemes)):
        kind = entry.key.text or ""
        value = _destination(block)
        text = None if value is None else value.known()
        if value is None or not text:
            continue
        own = [scheme for scheme in (schemes[kind], also.get(kind)) if scheme]
        if any(text.startswith(scheme) for scheme in own):
            continue
        other = _kind_by_scheme(text, kind, schemes)
        if other is not None:
            yield Problem(value, case="foreign", kind=kind, other=other, scheme=schemes[other])
        elif own:
            fix = None
            if kind == fixed and text.startswith("/"):
                fix = Fix(f"add {own[0]}", [value.edit(own[0] + text)], safe=True)
            yield Problem(value, case="prefix", fix=fix, kind=kind, scheme=own[0])


def _kind_by_scheme(text: str, kind: str, schemes: dict[str, str]) -> str | None:
    return next(
        (
            name
            for name, scheme in schemes.items()
            if scheme and name != kind and text.startswith(scheme)
        ),
        None,
    )


@check()
def bucket_without_region(container: Container, *, kind: str, fields: list[str]) -> Problems:
    """Report a script in a bucket with none of the fields that say where the bucket is."""
    for entry, block in _scripts(container.cluster, {kind}):
        if block.complete and all(is_empty(block.get(field)) for field in fields):
            yield Problem(_destination(block) or entry.key)


@check()
def too_many_scripts(container: Container, *, most: int) -> Problems:
    """Report a list of more scripts than a cluster may have, at the first that is too many."""
    scripts = container.cluster.node(_FIELD)
    if isinstance(scripts, Sequence) and len(scripts.items) > most:
        yield Problem(_opening(scripts.items[most]), count=str(len(scripts.items)), most=str(most))


@check("none", "several")
def script_of_no_kind(container: Container, facts: Facts) -> Problems:
    """Report an item that names no place for the script, or two."""
    kinds = facts.spec_fields("init_script")
    for item in _items(container.cluster):
        if not kinds or not item.complete:
            continue
        named = [
            entry
            for entry in item
            if entry.key.text in kinds and not says_nothing(entry.value, texts_count=False)
        ]
        if len(named) > 1:
            first, second = named[0].key.text or "", named[1].key.text or ""
            yield Problem(named[1].key, case="several", first=first, second=second)
        elif not named and not any(
            isinstance(e.value, Value) and e.key.text in kinds for e in item
        ):
            yield Problem(_opening(item), case="none")


def _opening(node: Mapping | Sequence | Value) -> Span:
    start = node.span.start
    return Span(node.span.document, start, min(start + 1, node.span.end))
