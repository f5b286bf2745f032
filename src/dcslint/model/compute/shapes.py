"""What kind of thing a mapping is, told by its keys: a cluster, an image, or what else holds one.

Other products have a `docker_image`, a `spark_version` or `tasks` too. What is not known for
certain has no kind here.
"""

from __future__ import annotations

from dcslint.facts import parse_spark_version
from dcslint.model.compute.cluster import IMAGE, as_mapping, says_nothing
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.cluster import Node

NEW_CLUSTER = "new_cluster"
# What holds a `docker_image` wrongly, as it is called in a sentence.
JOB, TASK, ITEM = "a job", "a task", "an item of job_clusters"
PIPELINE, WAREHOUSE, POOL = "a pipeline", "a SQL warehouse", "an instance pool"
ENVIRONMENT = "a serverless environment"
OF_ENVIRONMENT = ("spec", "environment")  # what it holds, and what people write for that

# Fields that only a cluster of Databricks has, and fields that others have too.
_OWN_KEYS = frozenset(
    {
        *("autotermination_minutes", "aws_attributes", "azure_attributes", "data_security_mode"),
        *("driver_instance_pool_id", "driver_node_type_id", "enable_elastic_disk"),
        *("gcp_attributes", "instance_pool_id", "is_single_node", "node_type_id"),
        *("single_user_name", "spark_env_vars", "use_ml_runtime"),
    }
)
_SHARED_KEYS = frozenset(
    {
        *("autoscale", "cluster_id", "cluster_name", "custom_tags", "init_scripts", "kind"),
        *("num_workers", "policy_id", "runtime_engine", "spark_conf"),
    }
)
_OTHERS_KEYS = frozenset(
    {
        *("instance_pool_name", "job_cluster_key", "job_clusters", "task_key", "tasks"),
        NEW_CLUSTER,
    }
)
_PIPELINE_KEYS = frozenset(
    {
        *("allow_duplicate_names", "catalog", "channel", "continuous", "development", "edition"),
        *("libraries", "photon", "pipeline_type", "serverless", "storage", "target"),
    }
)
_OF_PIPELINE_CLUSTERS = ("label", "num_workers", "autoscale", "node_type_id")


def looks_like_cluster(mapping: Mapping) -> bool:
    """Whether a mapping has the keys of a cluster, and scalars or objects where a cluster has them.

    The schema of a cluster, and a policy, have the same keys with a description under each; other
    products have a `docker_image` or a `spark_version` as well, of another form.
    """
    keys = {entry.key.text for entry in mapping}
    version, image = mapping.get("spark_version"), mapping.get(IMAGE)
    if not keys.isdisjoint(_OTHERS_KEYS) or (version is None and image is None):
        return False
    if version is not None and not isinstance(version, Value):
        return False
    says_image = image is not None and is_image(image)
    # Beside the key of a runtime, whatever stands at `docker_image` is meant to be an image.
    if not says_image and not (_is_runtime(version) or _may_be_no_image(image)):
        return False
    if version is None and not says_image:
        return False
    if not keys.isdisjoint(_OWN_KEYS) or (says_image and _is_runtime(version)):
        return True
    block = as_mapping(image)
    has_url = block is not None and block.entry("url") is not None
    return not keys.isdisjoint(_SHARED_KEYS) and (has_url or _is_runtime(version))


def _may_be_no_image(node: Node | None) -> bool:
    """Whether a cluster without an image may have this at `docker_image`."""
    return node is None or isinstance(node, Value) or says_nothing(node, texts_count=False)


def _is_runtime(version: Value | None) -> bool:
    text = None if version is None else resolve(version).text
    return text is not None and parse_spark_version(text) is not None


def is_image(node: Node) -> bool:
    """Whether a node says what image to run: {url: text}, perhaps in a list, or a text."""
    if says_nothing(node, texts_count=False):
        return False
    if isinstance(node, Value):
        return node.kind == "string"
    if isinstance(node, Sequence):
        return any(isinstance(item, Mapping) and is_image(item) for item in node.items)
    keys = {entry.key.text for entry in node}
    if {"type", "properties"} <= keys:
        return False
    url = node.get("url")
    return isinstance(url, Value) or (url is None and bool(keys) and _is_flat(node))


def _is_flat(mapping: Mapping) -> bool:
    """Whether a mapping without `url` can be an image with a misspelt key: texts, and one block."""
    blocks = [entry for entry in mapping if not isinstance(entry.value, Value)]
    return len(blocks) < len(mapping.entries) and len(blocks) <= 1


def holder_of(mapping: Mapping) -> str | None:
    """What kind of thing a mapping is that is no cluster, by the keys that only this kind has."""
    keys = {entry.key.text for entry in mapping}
    if "instance_pool_name" in keys:
        return POOL
    if "task_key" in keys:
        return TASK
    if "job_cluster_key" in keys:
        return ITEM
    if "environment_key" in keys and not keys.isdisjoint(OF_ENVIRONMENT):
        return ENVIRONMENT
    if _is_list_of(mapping, "tasks", "task_key") or _is_list_of(
        mapping, "job_clusters", "job_cluster_key"
    ):
        return JOB
    if NEW_CLUSTER in keys and as_mapping(mapping.get(NEW_CLUSTER)) is not None:
        return JOB
    if len(keys & _PIPELINE_KEYS) > 1 and _is_list_of(mapping, "clusters", *_OF_PIPELINE_CLUSTERS):
        return PIPELINE
    if "cluster_size" in keys and not keys.isdisjoint({"warehouse_type", "max_num_clusters"}):
        return WAREHOUSE
    return None


def _is_list_of(mapping: Mapping, key: str, *item_keys: str) -> bool:
    """Whether a list of mappings stands at a key, one of which has one of the keys."""
    sequence = mapping.sequence(key)
    return sequence is not None and any(
        isinstance(item, Mapping) and any(item.entry(one) is not None for one in item_keys)
        for item in sequence
    )
