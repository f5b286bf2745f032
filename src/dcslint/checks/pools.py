"""Instance pools: the images they preload, and the clusters that run on them."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.model.compute.cluster import is_empty
from dcslint.readers.tree import Sequence
from dcslint.source import Fix, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.model.compute.forms import Specification
    from dcslint.model.compute.pools import InstancePool

_PROFILE = ("aws_attributes", "instance_profile_arn")


@check("api", "terraform")
def preloaded_image_key(pool: InstancePool, *, field: str, block: str) -> Problems:
    """Report the key of preloaded images in the number that only the other tools use.

    It is a `field` of the API and of bundles, and a `block` of Terraform.
    """
    is_block = pool.form == "terraform"
    wrong, right = (field, block) if is_block else (block, field)
    entry = pool.entry(wrong)
    if entry is None or is_empty(entry.value):
        return
    fix = None
    if (is_block or isinstance(entry.value, Sequence)) and pool.entry(right) is None:
        fix = Fix(f"rename it to {right}", [entry.key.edit(right)], safe=not is_block)
    case = "terraform" if is_block else "api"
    yield Problem(entry.key, case=case, fix=fix, key=wrong, right=right)


@check()
def image_not_preloaded(specification: Specification) -> Problems:
    """Report a cluster whose image is none of those that its pool preloads."""
    for pool in specification.pools:
        preloaded = pool.preloaded
        if not preloaded:
            continue
        for cluster in specification.on_pool(pool):
            url = None if cluster.container is None else cluster.container.url
            text = None if url is None else url.known()
            if url is None or not text or text in [one.text for one in preloaded]:
                continue
            first = preloaded[0]
            related = [Related(first.span, "the pool preloads this image")]
            yield Problem(url, because=preloaded, related=related)


@check()
def profile_beside_pool(specification: Specification) -> Problems:
    """Report a cluster with an instance profile on a pool that has one."""
    for pool in specification.pools:
        inherited = pool.value(*_PROFILE)
        if inherited is None or not inherited.known():
            continue
        for cluster in specification.on_pool(pool):
            own = _own_profile(cluster)
            if own is not None:
                related = [Related(inherited.span, "the pool's instance profile")]
                yield Problem(own, because=[inherited], related=related)


def _own_profile(cluster: Cluster) -> Value | None:
    value = None if cluster.container is None else cluster.value(*_PROFILE)
    return value if value is not None and value.known() else None


@check("api", "terraform")
def node_type_beside_pool(
    container: Container, *, pairs: dict[str, str], answered: list[str]
) -> Problems:
    """Report a node type on a cluster that takes its machines from a pool.

    `pairs` gives the pool's field for each node type's. What the API answers shows both; such an
    answer is told by one of the fields in `answered`.
    """
    cluster = container.cluster
    if any(cluster.entry(field) is not None for field in answered):
        return
    for field, pool_field in pairs.items():
        node, pool = cluster.value(field), cluster.value(pool_field)
        if node is None or pool is None:
            continue
        if node.known() and pool.known():
            related = [Related(pool.span, "the pool")]
            case = "terraform" if cluster.form == "terraform" else "api"
            words = {"field": field, "pool": pool_field}
            yield Problem(node, case=case, because=[pool], related=related).with_words(words)
