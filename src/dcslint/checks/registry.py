"""The image of a cluster by its registry: credentials, what stands for them, and its reference."""

from __future__ import annotations

import re

from dcslint.checks import Problem, Related, check
from dcslint.checks.general.judged import fits
from dcslint.model.compute.template import (
    is_broken_secret_reference,
    is_escaped_secret_reference,
    is_secret_reference,
)
from dcslint.source import Fix, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.container import Container
    from dcslint.model.compute.forms import Specification
    from dcslint.source import Edit
    from dcslint.source.pattern import Pattern

_LONGEST_SHOWN = 40
_TOKEN_START = 200  # characters of a password that tell what it is


def _is_of(container: Container, kind: str) -> bool:
    """Whether the image is in a registry of that kind; notes a url that tells nothing."""
    url = container.url
    if url is None:
        return False
    registry = container.registry
    if registry is None:
        url.known()
    return registry is not None and registry.kind == kind


def _rests_on(container: Container) -> Iterable[Value | None]:
    return [container.written]


def _image_at(container: Container) -> list[Related]:
    return [] if container.written is None else [Related(container.written.span, "the image")]


@check("any", "token")
def credentials_of_registry(
    container: Container, *, kind: str, token_user: str, token: Pattern
) -> Problems:
    """Report `basic_auth` for an image in a registry that takes none.

    `token_user` is the user whose password is always a token that soon ends; `token` is the pattern
    of how such a token begins. Points at the key, and never at the password.
    """
    auth = container.auth_entry
    if auth is None or not _is_of(container, kind):
        return
    username, password = container.username, container.password
    text = None if password is None else password.known()
    user = None if username is None else username.known()
    because = [*_rests_on(container)]
    case = "any"
    if text and not _stands_for_secret(text) and password is not None:
        start = password.slice(0, min(len(text), _TOKEN_START))
        if user == token_user or fits(start, token):
            case = "token"
            because += [password, username]
    yield Problem(auth.key, case=case, because=because, related=_image_at(container))


def _stands_for_secret(text: str) -> bool:
    return (
        is_secret_reference(text)
        or is_broken_secret_reference(text)
        or is_escaped_secret_reference(text)
    )


@check()
def credentials_of_public_image(container: Container, facts: Facts) -> Problems:
    """Report `basic_auth` for an image that anyone can pull."""
    auth = container.auth_entry
    if auth is None or container.url is None:
        return
    name, registry = container.name, container.registry
    if registry is None:
        container.url.known()
        return
    public = registry.kind == "ecr-public"
    if name is not None and not public and registry.kind == "docker-hub":
        organization = name.path.partition("/")[0]
        public = organization in ("library", facts.organization)
    if public:
        yield Problem(
            auth.key,
            because=_rests_on(container),
            related=_image_at(container),
            image=registry.name if name is None else name.familiar,
        )


@check()
def image_without_credentials(container: Container, *, kind: str) -> Problems:
    """Report an image without `basic_auth` in a registry that needs it."""
    cluster = container.cluster
    if container.url is None or not container.lacks_auth or cluster.policy_id is not None:
        return
    if _is_of(container, kind):
        yield Problem(container.url, because=_rests_on(container))


@check()
def image_without_instance_profile(container: Container, *, kind: str, field: str) -> Problems:
    """Report an image of a registry that asks for an instance profile, on a cluster without one.

    A policy or a pool can bring one; `field` is the dotted path of the cluster's own.
    """
    cluster = container.cluster
    if container.url is None or cluster.policy_id is not None or cluster.pool is not None:
        return
    path = field.split(".")
    profile = cluster.value(*path)
    if profile is not None:
        profile.known()
    if cluster.lacks(*path) and _is_of(container, kind):
        yield Problem(container.url, because=_rests_on(container))


@check("missing", "refused", "empty")
def half_of_credentials(container: Container) -> Problems:
    """Report `basic_auth` without a user name or without a password.

    A policy may add one, but Terraform asks for both before it asks the API.
    """
    auth, entry = container.basic_auth, container.auth_entry
    refused = container.cluster.form == "terraform"
    if auth is None or entry is None or (container.cluster.policy_id is not None and not refused):
        return
    # A misspelt key may be the one that is missing: `unknown_image_key` speaks of that.
    odd = any(one.key.text not in ("username", "password") for one in auth)
    for key, value in (("username", container.username), ("password", container.password)):
        if value is not None:
            if value.known() == "":
                yield Problem(value, case="empty", key=key)
        elif auth.complete and not odd and auth.value(key) is None:
            yield Problem(entry.key, case="refused" if refused else "missing", key=key)


@check()
def literal_password(container: Container) -> Problems:
    """Report a password that is written out. Points at its key, never at the password."""
    auth, password = container.basic_auth, container.password
    entry = None if auth is None else auth.entry("password")
    if password is None or entry is None:
        return
    text = password.known()
    if text and not _stands_for_secret(text):
        yield Problem(entry.key.span, because=[password])


@check()
def malformed_secret_reference(container: Container) -> Problems:
    """Report credentials that are meant to be a reference to a secret and are none.

    Points at the key: what is written is taken as it is, and may be a password after all.
    """
    auth = container.basic_auth
    for entry in () if auth is None else auth:
        value = entry.value
        if isinstance(value, Value) and is_broken_secret_reference(value.text or ""):
            yield Problem(entry.key.span, because=[value], field=entry.key.text or "")


@check("registry", "other")
def user_not_principal(container: Container, *, kind: str, identifier: Pattern) -> Problems:
    """Report a user name that is no identifier of a service principal, in a registry of a kind.

    `identifier` is the pattern of one.
    """
    username, name = container.username, container.name
    text = None if username is None else username.known()
    if username is None or not text or is_secret_reference(text) or not _is_of(container, kind):
        return
    if is_broken_secret_reference(text) or fits(username, identifier) is not False:
        return
    admin = name is not None and name.domain.partition(".")[0] == text.lower()
    case = "registry" if admin else "other"
    yield Problem(username, case=case, because=_rests_on(container), user=text[:_LONGEST_SHOWN])


@check()
def anonymous_pull(specification: Specification, facts: Facts, *, kind: str) -> Problems:
    """Report each image of a registry that limits what is pulled without credentials, once.

    Not the official and Databricks' own images, for which none are wanted.
    """
    seen = set()
    for cluster in specification.clusters:
        container = cluster.container
        image = None if container is None else _anonymous(container, facts, kind)
        if container is not None and image is not None and image not in seen:
            seen.add(image)
            yield Problem(container.written or container.span, image=image)


def _anonymous(container: Container, facts: Facts, kind: str) -> str | None:
    """The name of an image that is pulled without credentials, of a registry that wants some."""
    name, block = container.name, container.image
    if container.url is None or block is None or not container.lacks_auth:
        return None
    # A misspelt key may be the credentials: `unknown_image_key` speaks of that.
    known = facts.image_fields()
    if container.cluster.policy_id is not None or any(one.key.text not in known for one in block):
        return None
    if name is None:
        container.url.known()
        return None
    organization = name.path.partition("/")[0]
    if not _is_of(container, kind) or organization in ("library", facts.organization):
        return None
    return name.familiar


@check("latest", "untagged")
def moving_tag(container: Container) -> Problems:
    """Report an image reference without digest whose tag is `latest`, said or implied."""
    url, reference = container.url, container.reference
    if url is None or url.known() is None or reference is None or reference.digest:
        return
    bounds = reference.bounds("tag")
    if bounds is None:
        yield Problem(url, case="untagged", image=reference.familiar)
    elif reference.tag == "latest":
        yield Problem(url.slice(*bounds), case="latest", image=reference.familiar)


@check("scheme", "whitespace", "upper-case", "empty-tag", "bad-digest", "malformed")
def malformed_url(container: Container) -> Problems:
    """Report a url that is no image reference."""
    url, fault = container.url, container.fault
    text = None if url is None else url.known()
    if url is None or not text or fault is None or fault.kind == "empty":
        return
    place = url.slice(fault.start, fault.end) if fault.end > fault.start else url
    yield Problem(
        place, case=fault.kind, fix=_url_fix(url, text, fault.kind), part=place.text or ""
    )


def _url_fix(url: Value, text: str, kind: str) -> Fix | None:
    if kind == "scheme":
        scheme = re.match(r"(?:https?|docker)://", text)
        if scheme is not None:
            return Fix(f"remove {scheme[0]}", [url.edit("", 0, scheme.end())], safe=True)
    if kind == "whitespace" and text != text.strip() and len(text.split()) == 1:
        edits: list[Edit | None] = []
        lead = len(text) - len(text.lstrip())
        if lead:
            edits.append(url.edit("", 0, lead))
        end = len(text.rstrip())
        if end < len(text):
            edits.append(url.edit("", end, len(text)))
        return Fix("remove the space around it", edits, safe=True) if all(edits) else None
    return None
