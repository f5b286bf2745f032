"""Cluster policies: what they say of images, and the clusters that they govern."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.source import Fix
from dcslint.source.likeness import Nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.compute.forms import Specification
    from dcslint.model.compute.policies import ClusterPolicy


@check("unknown", "near")
def unknown_policy_path(
    policy: ClusterPolicy, *, block: str, paths: list[str], synonyms: dict[str, str]
) -> Problems:
    """Report a rule for a path in `block` that is none of the `paths`.

    `synonyms` are words that people write for the last key of one, and that do not look like it.
    """
    nearest = Nearest(paths)
    for entry in policy.definition:
        path = entry.key.known()
        if path is None or not path.startswith(f"{block}.") or path in paths:
            continue
        near = _by_last_key(path, paths, synonyms) or nearest.of(path.lower().replace("-", "_"))
        if near is None or policy.definition.entry(near) is not None:
            yield Problem(entry.key, case="unknown", path=path)
            continue
        fix = Fix(f"rename it to {near}", [entry.key.edit(near)])
        yield Problem(entry.key, case="near", fix=fix, path=path, near=near)


def _by_last_key(path: str, paths: list[str], synonyms: dict[str, str]) -> str | None:
    """The known path whose last key is the one meant by that of `path`."""
    word = path.rpartition(".")[2].lower()
    last = synonyms.get(word, word)
    for known in paths:
        if known.rpartition(".")[2] == last:
            return known
    return None


@check()
def image_forbidden_by_policy(specification: Specification, *, path: str) -> Problems:
    """Report a cluster with an image under a policy of the same files that forbids one."""
    for policy in specification.policies:
        type_ = policy.rule_type(path)
        if type_ is None or type_.known() != "forbidden":
            continue
        for cluster in specification.under_policy(policy):
            container = cluster.container
            if container is None:
                continue
            rule = policy.definition.entry(path)
            related = [] if rule is None else [Related(rule.key.span, "the policy forbids it here")]
            named = cluster.policy_id
            yield Problem(container.span, because=[type_, named], related=related)
