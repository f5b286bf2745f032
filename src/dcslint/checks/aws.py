"""Amazon's side of a cluster: the instance profile, and the registry that it has to open."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.diagnostic import Problems
    from dcslint.facts import EcrReference, Facts
    from dcslint.model.compute.container import Container
    from dcslint.source import Value

_FIELD = ("aws_attributes", "instance_profile_arn")
_ARN = regex(r"arn:([a-z-]+):iam::(\d{12}):([a-z-]+)/")


def _profile(container: Container) -> tuple[Value, re.Match[str]] | None:
    """The profile of the cluster with what its ARN says: partition, account, type."""
    value = container.cluster.value(*_FIELD)
    text = None if value is None else value.known()
    found = None if text is None else _ARN.match(text)
    return None if value is None or found is None else (value, found)


def _registry(container: Container, facts: Facts) -> EcrReference | None:
    """The image's registry in Amazon ECR; a template in its tag does not matter."""
    name = container.name
    if name is None:
        if container.url is not None:
            container.url.known()
        return None
    return facts.ecr_reference(name.text)


@check()
def role_as_profile(container: Container) -> Problems:
    """Report the ARN of a role where that of an instance profile must be."""
    found = _profile(container)
    if found is not None and found[1][3] == "role":
        value, arn = found
        yield Problem(value.slice(arn.start(3), arn.end(3)))


@check()
def profile_of_another_partition(
    container: Container, facts: Facts, *, partitions: dict[str, str], usual: str
) -> Problems:
    """Report an instance profile of another partition than the registry's region.

    `partitions` gives the partition by how a region begins, `usual` that of all other regions.
    """
    profile = _profile(container)
    registry = None if profile is None else _registry(container, facts)
    if profile is None or registry is None or container.written is None:
        return
    value, arn = profile
    begins = [start for start in partitions if registry.region.startswith(start)]
    wanted = partitions[max(begins, key=len)] if begins else usual
    if arn[1] != wanted:
        yield Problem(
            value.slice(arn.start(1), arn.end(1)),
            because=[container.written],
            related=[Related(container.written.span, "the image")],
            found=arn[1],
            wanted=wanted,
            region=registry.region,
        )


@check()
def registry_of_another_account(container: Container, facts: Facts) -> Problems:
    """Report an image in a registry of another account than the instance profile's."""
    profile = _profile(container)
    registry = None if profile is None else _registry(container, facts)
    if profile is None or registry is None or container.written is None:
        return
    value, arn = profile
    if arn[2] != registry.account:
        yield Problem(
            container.written,
            because=[value],
            related=[Related(value.place(arn.start(2), arn.end(2)), "the profile's account")],
            registry=registry.account,
            account=arn[2],
        )
