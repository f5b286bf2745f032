"""Which images a team builds on and runs: FROM in Dockerfiles, `docker_image` of clusters."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.checks.general.image_names import is_one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.compute.container import Container
    from dcslint.model.image.nodes import Stage
    from dcslint.model.reference import Reference


@check()
def base_image_not_allowed(
    stage: Stage, *, allowed: list[str], build_stages: bool = True
) -> Problems:
    """Report a FROM with an image that is none of those allowed.

    allowed       names of images: `acme.azurecr.io`, `databricksruntime/*`, `acme/base:1.*`
    build_stages  whether stages count that the final image is not built on
    words         image
    """
    reference = _base(stage, build_stages=build_stages)
    if reference is not None and not is_one_of(reference, allowed):
        yield Problem(stage.base.value, image=reference.text)


@check()
def base_image_forbidden(
    stage: Stage, *, forbidden: list[str], build_stages: bool = True
) -> Problems:
    """Report a FROM with one of the images that are not wanted.

    forbidden     names of images: `docker.io`, `ubuntu`, `acme/old-*`, `acme/base:latest`
    build_stages  whether stages count that the final image is not built on
    words         image
    """
    reference = _base(stage, build_stages=build_stages)
    if reference is not None and is_one_of(reference, forbidden):
        yield Problem(stage.base.value, image=reference.text)


def _base(stage: Stage, *, build_stages: bool) -> Reference | None:
    """The image of a stage, if it is known and no other stage."""
    base = stage.base
    if base.value.known() is None or not (stage.is_shipped or build_stages):
        return None
    return base.reference


@check()
def cluster_image_not_allowed(container: Container, *, allowed: list[str]) -> Problems:
    """Report a cluster whose image is none of those allowed.

    allowed  names of images: `acme.azurecr.io`, `acme/*`, `acme.azurecr.io/base:1.*`
    words    image
    """
    reference = _of_cluster(container)
    if reference is not None and container.url is not None and not is_one_of(reference, allowed):
        yield Problem(container.url, image=reference.text)


@check()
def cluster_image_forbidden(container: Container, *, forbidden: list[str]) -> Problems:
    """Report a cluster with one of the images that are not wanted.

    forbidden  names of images: `docker.io`, `acme/old-*`, `acme/base:latest`
    words      image
    """
    reference = _of_cluster(container)
    if reference is not None and container.url is not None and is_one_of(reference, forbidden):
        yield Problem(container.url, image=reference.text)


def _of_cluster(container: Container) -> Reference | None:
    url = container.url
    return None if url is None or url.known() is None else container.reference
