"""Trees that JSON cannot make but other formats will: defaults, aliases, embedded documents."""

from __future__ import annotations

from compute_for_tests import PROJECT, lint_unit
from dcslint.model.compute.unit import ComputeUnit
from dcslint.readers.json import read_json_text
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Document, Origin, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.cluster import Node

TEXT = "spark_version 14.3.x-scala2.12 data_security_mode USER_ISOLATION docker_image url a/b:1"
DOCUMENT = Document("spec.txt", TEXT)


def value(text: str, *, default: bool = False) -> Value:
    start = TEXT.index(text)
    span = DOCUMENT.span(start, start + len(text))
    origins = (Origin("default", "variable x", span),) if default else ()
    return Value(text, span, origins=origins, overridable=default)


def mapping(*pairs: tuple[str, Node]) -> Mapping:
    whole = DOCUMENT.span(0, len(TEXT))
    return Mapping(whole, [Entry(value(key), node, whole) for key, node in pairs])


def unit(*roots: Node) -> ComputeUnit:
    return ComputeUnit(DOCUMENT, roots, [], PROJECT.facts)


def test_a_finding_that_rests_on_a_default_is_at_most_a_warning() -> None:
    def shared(*, default: bool) -> tuple[str, bool, int]:
        cluster = mapping(
            ("spark_version", value("14.3.x-scala2.12", default=default)),
            ("data_security_mode", value("USER_ISOLATION")),
            ("docker_image", mapping(("url", value("a/b:1")))),
        )
        diagnostics = lint_unit(unit(cluster)).diagnostics
        (found,) = (one for one in diagnostics if one.rule == "access-mode-shared")
        return found.severity, found.message.endswith("(by default)"), len(found.related)

    assert ("error", False, 0) == shared(default=False)
    assert ("warning", True, 1) == shared(default=True)


def test_a_tree_that_contains_itself_is_walked_once() -> None:
    image = mapping()
    image.entries.append(Entry(value("url"), image, image.span))
    cluster = mapping(("spark_version", value("14.3.x-scala2.12")), ("docker_image", image))
    items = Sequence(cluster.span, [])
    items.items.extend([items, cluster, image])

    assert [] == lint_unit(unit(items)).diagnostics


def test_a_cluster_under_two_aliases_is_two_clusters() -> None:
    cluster = mapping(
        ("spark_version", value("14.3.x-scala2.12")),
        ("docker_image", mapping(("url", value("a/b:1")))),
    )
    both = Sequence(cluster.span, [cluster, cluster])

    assert 2 == len(unit(both).specification.clusters)


def test_a_secret_in_an_embedded_document_is_masked_in_the_file_around_it() -> None:
    text = 'curl -d \'{"docker_image": {"url": "a/b", "basic_auth": {"password": "hunter2"}}}\''
    host = Document("run.sh", text)
    start = text.index("{")
    syntax = read_json_text(Value(text[start:-1], host.span(start, len(text) - 1)))
    guest = ComputeUnit(syntax.document, syntax.roots, syntax.problems, PROJECT.facts)

    assert "hunter2" not in host.excerpt(0, len(text))
    assert "hunter2" not in guest.document.excerpt(0, len(guest.document.text))
