"""`Container`: a cluster that runs an image of Databricks Container Services.

Built from what stands at `docker_image`. Null, {}, [] and an object of nothing but nulls (as in
state files) mean that there is none; a variable in its place means that there is one, of which
nothing is known.
"""

from __future__ import annotations

from dcslint.model.compute.cluster import IMAGE, as_mapping, is_null, says_nothing
from dcslint.model.compute.template import (
    is_secret_reference,
    resolve,
    stands_for_all,
    template_at,
)
from dcslint.model.reference import Reference, parse_reference
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.facts import Facts, Registry
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.reference import ReferenceFault
    from dcslint.readers.tree import Entry
    from dcslint.source import Span

_AUTH = "basic_auth"


class Container:
    """The image of a cluster.

    image    the mapping at `docker_image`; None where a variable or something else stands there
    span     the key `docker_image`
    written  the url as written, with its templates; `url` is the same, unknown if it holds any
    fault    why the url is no image reference, where it is known and `reference` is None
    """

    __slots__ = ("cluster", "fault", "image", "reference", "span", "url", "written")

    def __init__(self, cluster: Cluster, image: Mapping | None, span: Span) -> None:
        self.cluster = cluster
        self.image = image
        self.span = span
        node = None if image is None else image.get("url")
        self.written = node if isinstance(node, Value) and not is_null(node) else None
        self.url = None if self.written is None else resolve(self.written)
        self.reference: Reference | None = None
        self.fault: ReferenceFault | None = None
        if self.url is not None and self.url.text is not None:
            parsed = parse_reference(self.url.text)
            if isinstance(parsed, Reference):
                self.reference = parsed
            else:
                self.fault = parsed

    def __repr__(self) -> str:
        return f"Container({self.written!r})"

    @property
    def facts(self) -> Facts:
        """The tables that the cluster is read with."""
        return self.cluster.facts

    @property
    def name(self) -> Reference | None:
        """The image without tag and digest, so far as it is literal.

        None if a template may change it; one in the tag does not.
        """
        text = self._literal()
        if text is None or self.written is None:
            return None
        if text != self.written.text:
            start = text.rfind("/") + 1
            end = min((at for at in (text.find(":", start), text.find("@")) if at >= 0), default=-1)
            if end < 0:
                return None
            text = text[:end]
        parsed = parse_reference(text)
        return parsed if isinstance(parsed, Reference) else None

    @property
    def registry(self) -> Registry | None:
        """The registry by the host of the url; None if host or registry is unknown."""
        text = self._literal()
        if text is None or ("/" not in text and self.name is None):
            return None
        return self.facts.registry(text)

    def _literal(self) -> str | None:
        """The url up to the first template."""
        if self.written is None or not self.written.text:
            return None
        place = template_at(self.written.text)
        return self.written.text if place is None else self.written.text[: place[0]]

    @property
    def auth_entry(self) -> Entry | None:
        """The key `basic_auth` with its mapping, unless that says nothing ({}, only nulls).

        None for a variable in its place too: it may be null.
        """
        entry = None if self.image is None else self.image.entry(_AUTH)
        if entry is None or says_nothing(entry.value, texts_count=True):
            return None
        return entry if as_mapping(entry.value) is not None else None

    @property
    def basic_auth(self) -> Mapping | None:
        """The credentials' mapping, under the same conditions."""
        entry = self.auth_entry
        return None if entry is None else as_mapping(entry.value)

    @property
    def lacks_auth(self) -> bool:
        """Whether it is sure that no credentials are given, but for those that a policy may add."""
        if self.image is None or not self.image.complete:
            return False
        entry = self.image.entry(_AUTH)
        return entry is None or says_nothing(entry.value, texts_count=True)

    @property
    def username(self) -> Value | None:
        """The user name, unknown where a template stands for it."""
        return self._credential("username")

    @property
    def password(self) -> Value | None:
        """The password, unknown only where a template, placeholder or mask stands for all of it.

        A reference to a secret is known: it is what it is.
        """
        node = self._written_credential("password")
        if node is None or not node.text or not stands_for_all(node.text):
            return node
        value = resolve(node)
        masked = value.text is not None and not is_secret_reference(value.text)
        return Value.of_unknown(value.span, "masked") if masked else value

    def _written_credential(self, key: str) -> Value | None:
        auth = self.basic_auth
        node = None if auth is None else auth.get(key)
        return node if isinstance(node, Value) and not is_null(node) else None

    def _credential(self, key: str) -> Value | None:
        node = self._written_credential(key)
        return None if node is None else resolve(node)


def container_of(cluster: Cluster) -> Container | None:
    """The container of a cluster, or None if it has none."""
    entry = cluster.mapping.entry(IMAGE)
    if entry is None or says_nothing(entry.value, texts_count=False):
        return None
    node = entry.value
    if isinstance(node, Value):
        # Text in place of the object: a variable or, wrongly, the url itself. A number is no image.
        return Container(cluster, None, entry.key.span) if node.kind == "string" else None
    image = as_mapping(node)
    if image is None and isinstance(node, Sequence):
        image = next((item for item in node.items if isinstance(item, Mapping)), None)
    return None if image is None else Container(cluster, image, entry.key.span)
