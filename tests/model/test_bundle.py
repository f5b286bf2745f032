"""A bundle as its targets have it: files, variables, references, what stays unknown, contexts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundle_for_tests import lint, place, project_of, read
from dcslint.model.compute import bundle_unit
from dcslint.model.compute.bundle import BundleFile, load_bundle, read_file, roots_above
from dcslint.model.compute.bundle_unit import BundleUnit
from dcslint.model.compute.cluster import Cluster
from dcslint.model.large import MOST_PARTS, parts_of
from dcslint.source import DictFiles, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcslint.diagnostic import Report

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "bundle"
FILES = {
    path.relative_to(FIXTURE).as_posix(): path.read_text("utf-8")
    for path in sorted(FIXTURE.rglob("*.yml"))
}
HEAD = "bundle: {name: etl}\n"
CLUSTER = "spark_version: 16.4.x-scala2.12, node_type_id: i3.xlarge, docker_image: {url: %s}"


def resources(url: str, name: str = "a") -> str:
    """A section with one cluster that has an image."""
    return "resources: {clusters: {" + name + ": {" + CLUSTER % f"'{url}'" + "}}}\n"


def clusters(
    files: Mapping[str, str], path: str = "databricks.yml", target: str | None = None
) -> list[Cluster]:
    unit = read(project_of(files, target=target), path)
    return [node for node in unit.nodes("Cluster") if isinstance(node, Cluster)]


def urls(root: str, target: str | None = None) -> list[str | None]:
    """What `${…}` in the place of a url becomes, for each target."""
    found = []
    for cluster in clusters({"databricks.yml": HEAD + root}, target=target):
        value = cluster.value("docker_image", "url")
        assert value is not None
        found.append(value.text)
    return found


def unjudged(report: Report) -> list[tuple[str, str]]:
    return [(one.span.source, one.reason) for one in report.unjudged]


def test_the_fixture_is_clean() -> None:
    report = lint(FILES)

    assert [] == report.diagnostics
    assert {
        "${var.instance_profile}: variable instance_profile has no default",
        "template ${resources.instance_pools.warm.id}",
    } == {one.reason for one in report.unjudged}


def test_the_fixture_has_its_clusters_in_every_target() -> None:
    found = []
    for cluster in clusters(FILES):
        workers, container = cluster.value("num_workers"), cluster.container
        url = None if container is None or container.url is None else container.url.text
        found.append(
            (
                *cluster.contexts[0].values(),
                None if workers is None else workers.text,
                None if url is None else url.rpartition("/")[2],
            )
        )

    assert [
        ("dev", "main", "1", "orders:1.4.1"),
        ("dev", "shared dev", "2", None),
        ("dev", "small", "1", "orders:1.4.1"),
        ("prod", "main", "8", "orders:1.4.2"),
        ("prod", "shared prod", "2", None),
        ("prod", "small", "2", "orders:1.4.2"),
    ] == sorted(found)


@pytest.mark.parametrize(
    ("variables", "written", "expected"),
    [
        ("a: {default: x/y:1}", "${var.a}", "x/y:1"),
        ("a: {default: y}", "x/${var.a}:1", "x/y:1"),
        ("a: {default: y}, b: {default: 2}", "x/${var.a}:${var.b}", "x/y:2"),
        ("a: {default: 'x/${var.b}'}, b: {default: y}", "${var.a}", "x/y"),
        ("a: {default: {b: {c: x/y}}}", "${var.a.b.c}", "x/y"),
        ("a: {default: {b: [u, x/y]}}", "${var.a.b[1]}", "x/y"),
        ("a: {default: '${var.b}'}, b: {default: {c: x/y}}", "${var.a.c}", "x/y"),
        ("a: {default: {b: x/y}}", "${variables.a.value.b}", "x/y"),
        ("a: {default: x/y}", "${variables.a.default}", None),
        ("a-b_c: {default: x/y}", "${var.a-b_c}", "x/y"),
        ("a: {default: y}", "x/${bundle.name}", "x/etl"),
        ("a: {default: null}", "${var.a}", ""),
        ("a: {default: y}", "${var.b}", None),
        ("a: {default: {b: y}}", "${var.a.c}", None),
        ("a: {default: [y]}", "${var.a[1]}", None),
        ("a: {description: y}", "${var.a}", None),
        ("a: {lookup: {cluster: y}}", "${var.a}", None),
        ("a: {default: '${var.a}'}", "${var.a}", None),
        ("a: {default: '${var.b}'}, b: {default: 'x${var.a}'}", "${var.a}", None),
        ("a: y", "${var.a}", None),
        ("a: {default: y}", "${resources.clusters.a.id}", None),
        ("a: {default: y}", "${workspace.root_path}/x", None),
        ("a: {default: y}", "${bundle.git.branch}", None),
        ("a: {default: y}", "x/${var.a}:${var.b}", None),
        ("a: {default: y}", "${var.}", None),
        ("a: {default: y}", "${var.a.}", None),
        ("a: {default: y}", "${var.a", None),
    ],
)
def test_references_are_filled_in(variables: str, written: str, expected: str | None) -> None:
    root = f"variables: {{{variables}}}\n" + resources(written)

    found = clusters({"databricks.yml": HEAD + root})

    node = found[0].node("docker_image", "url")
    if expected == "":
        assert node is None, "a null is nothing"
    else:
        assert [expected] == urls(root)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("{variables: {a: x}}", "x"),
        ("{variables: {a: {default: x}}}", "x"),
        ("{variables: {a: {default: x, description: y}}}", "x"),
        ("{variables: {a: {description: y}}}", "base"),
        ("{variables: {a: {lookup: {cluster: y}}}}", None),
        ("{variables: {a: null}}", "base"),
        ("{variables: {b: x}}", "base"),
        ("null", "base"),
        ("{mode: production}", "base"),
    ],
)
def test_a_target_gives_variables_other_values(target: str, expected: str | None) -> None:
    root = f"variables: {{a: {{default: base}}}}\ntargets: {{t: {target}}}\n"

    assert [expected] == urls(root + resources("${var.a}"))


def test_a_target_replaces_a_complex_variable_and_does_not_merge_it() -> None:
    cluster = "{clusters: {a: {spark_version: x, node_type_id: b, docker_image: '${var.a}'}}}"
    root = (
        "variables: {a: {type: complex, default: {url: a/b, basic_auth: {username: c}}}}\n"
        f"targets: {{t: {{variables: {{a: {{url: d/e}}}}}}}}\nresources: {cluster}\n"
    )

    (found,) = clusters({"databricks.yml": HEAD + root})

    assert found.container is not None
    assert found.container.lacks_auth


def test_every_target_is_judged_and_one_if_it_is_chosen() -> None:
    targets = "targets: {dev: null, prod: null}\n"
    root = targets + resources("x/${bundle.target}")

    assert ["x/dev", "x/prod"] == urls(root)
    assert ["x/prod"] == urls(root, target="prod")
    assert ["x/dev", "x/prod"] == urls(root, target="other")
    report = lint({"databricks.yml": HEAD + root}, target="other")
    assert ("dev", "this bundle has no target other: all of its targets are judged") in unjudged(
        report
    )


def test_at_most_a_hundred_targets_are_judged_and_that_is_said() -> None:
    targets = "targets:\n" + "".join(f"  t{at}:\n" for at in range(120))
    root = targets + resources("x/y:latest")

    report = lint({"databricks.yml": HEAD + root})

    moving = [found for found in report.diagnostics if found.rule == "image-tag-moving"]
    assert [100] == [len(found.contexts) for found in moving]
    assert [("t100", "only the first 100 of 120 targets are judged")] == unjudged(report)
    assert ["t110"] == [
        one["target"]
        for one in clusters({"databricks.yml": HEAD + root}, target="t110")[0].contexts
    ]


def test_what_is_unknown_is_told_with_its_reason() -> None:
    root = (
        "variables:\n  node:\nresources:\n  clusters:\n    a:\n      num_workers: 1\n"
        "      node_type_id: ${var.node}\n      spark_version: 16.4.x-scala2.12\n"
        "      docker_image: {url: 'acme/${var.node}:1'}\n"
        "  jobs:\n    j:\n      tasks:\n      - {task_key: a, new_cluster: '${var.c}'}\n"
    )

    report = lint({"databricks.yml": HEAD + root})

    reason = "${var.node}: variable node has no default"
    assert {
        ("${var.node}", reason),
        ("acme/${var.node}:1", reason),
        ("${var.c}", "${var.c}: variable c is not declared"),
    } == set(unjudged(report))
    where = [one.where for one in report.unjudged if one.reason == reason]
    assert ["node", "node"] == [span.source for span in where if span is not None]


def test_included_files_are_merged_in_order_and_each_once() -> None:
    files = {
        "a/databricks.yml": HEAD
        + "include: [z.yml, '*.yml', 'sub/**/*.yml', /etc/x.yml, ../../y.yml, 'x.txt']\n",
        "a/b.yml": "",
        "a/z.yml": "",
        "a/x.txt": "",
        "a/sub/one/c.yml": "",
        "a/sub/one/two/d.yml": "",
        "b.yml": "",
    }
    root = read_file(Document("a/databricks.yml", files["a/databricks.yml"]))

    bundle = load_bundle(root, DictFiles(files))

    assert ["a/databricks.yml", "a/z.yml", "a/b.yml", "a/sub/one/c.yml"] == [
        file.document.path for file in bundle.files
    ]


def test_what_is_included_stands_in_the_folder_of_the_bundle_whatever_its_name() -> None:
    files = {
        "x[1]/databricks.yml": HEAD + "include: ['r/*.yml']\n",
        "x[1]/r/a.yml": resources("a/right:1"),
        "x1/r/a.yml": resources("a/wrong:1"),
    }
    (cluster,) = clusters(files, "x[1]/databricks.yml")

    assert "a/right:1" == cluster.value("docker_image", "url").text  # type: ignore[union-attr]


def test_a_cluster_is_judged_by_pools_and_policies_of_other_files_when_linted_alone() -> None:
    cluster = CLUSTER % "'a/b:2'"
    named = "instance_pool_id: '${resources.instance_pools.p.id}'"
    named += ", policy_id: '${resources.cluster_policies.q.id}'"
    pool = "{instance_pool_name: p, preloaded_docker_images: [{url: 'a/b:1'}]}"
    policy = "{definition: {docker_image.url: {type: forbidden}}}"
    files = {
        "databricks.yml": HEAD + "include: [c.yml, p.yml, q.yml, e.yml]\n",
        "c.yml": "resources: {clusters: {c: {" + cluster + ", " + named + "}}}\n",
        "p.yml": "resources: {instance_pools: {p: " + pool + "}}\n",
        "q.yml": "resources: {cluster_policies: {q: " + policy + "}}\n",
        "e.yml": "resources: {jobs: {j: {name: j}}}\n",
    }
    alone = {one.rule: place(one)[0] for one in lint(files, ["c.yml"]).diagnostics}

    assert {"policy-forbids-image": "c.yml", "pool-preload-mismatch": "c.yml"} == {
        rule: path for rule, path in alone.items() if rule.startswith("po")
    }
    assert [] == lint(files, ["p.yml", "q.yml", "e.yml"]).diagnostics
    project = project_of(files)
    assert [True, True, False] == [
        read(project, path).concerns_databricks() for path in ("p.yml", "q.yml", "e.yml")
    ]


def test_bundles_include_so_many_files_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_unit, "MOST_INCLUDED", 3)
    roots = ["a/databricks.yml", "b/databricks.yml"]
    files = dict.fromkeys(roots, HEAD + "include: ['*.yml']\n")
    parts = ("a/1", "a/2", "b/1", "b/2")
    files |= {f"{at}.yml": resources("x/y", at.replace("/", "")) for at in parts}
    project = project_of(files)

    found = [
        [node.name for node in read(project, root).nodes("Cluster") if isinstance(node, Cluster)]
        for root in (*roots, roots[0])
    ]

    # Of a bundle that is not read whole nothing is sure.
    assert [2, 0, 2] == [len(names) for names in found]
    reasons = [reason for _, reason in unjudged(lint(files))]
    assert ["too many or too large files are included: the bundle is not judged"] == reasons


def test_what_bundles_include_may_hold_so_much_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    roots = ["a/databricks.yml", "b/databricks.yml"]
    files = dict.fromkeys(roots, HEAD + "include: ['*.yml']\n")
    files |= {"a/1.yml": resources("x/y", "a"), "b/1.yml": resources("x/y", "b")}
    monkeypatch.setattr(bundle_unit, "MOST_PARTS_TOGETHER", parts_of(files["a/1.yml"]) + 1)
    project = project_of(files)

    found = [len(list(read(project, root).nodes("Cluster"))) for root in (*roots, roots[0])]

    assert [1, 0, 1] == found


def test_what_is_no_root_is_read_once_for_all_files_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {f"{name}.yml": resources("x/y", name) for name in ("a", "b", "c")}
    project = project_of({"databricks.yml": "no: bundle\n", **files})
    read_paths = []

    def spy(document: Document) -> BundleFile:
        read_paths.append(document.path)
        return read_file(document)

    monkeypatch.setattr(bundle_unit, "read_file", spy)
    clusters_read = [len(list(read(project, path).nodes("Cluster"))) for path in files]

    assert [1, 1, 1] == clusters_read
    assert ["databricks.yml"] == read_paths


def test_an_included_file_that_is_too_crowded_is_not_read() -> None:
    files = {
        "databricks.yml": HEAD + "include: [a.yml, b.yml]\n",
        "a.yml": resources("x/y", "a"),
        "b.yml": "x: [" + "1," * MOST_PARTS + "]\n",
    }
    root = read_file(Document("databricks.yml", files["databricks.yml"]))

    bundle = load_bundle(root, DictFiles(files))

    assert not bundle.is_whole
    assert ["databricks.yml", "a.yml"] == [file.document.path for file in bundle.files]


def test_a_json_file_can_be_included() -> None:
    files = {
        "databricks.yml": HEAD + "include: [job.json]\n",
        "job.json": '{"resources": {"clusters": {"a": {"spark_version": "16.4.x-scala2.12",'
        ' "num_workers": 1, "docker_image": {"url": "x/y:latest"}}}}}',
    }

    report = lint(files, ["databricks.yml"])

    assert ("job.json", "latest") in [place(found)[:2] for found in report.diagnostics]


def test_the_roots_above_a_file_are_looked_for_from_the_nearest() -> None:
    files = DictFiles(dict.fromkeys(["databricks.yml", "a/bundle.yaml", "a/b/c.yml"], ""))

    assert ["a/bundle.yaml", "databricks.yml"] == list(roots_above("a/b/c.yml", files))
    assert [] == list(roots_above("../c.yml", files))


BROKEN = {
    "databricks.yml": HEAD
    + "include: [resources/*.yml]\nvariables: {tag: {default: latest}, image: {default: a/b:1}}\n"
    + resources("a/own:latest", "own"),
    "resources/a.yml": resources("a/b:${var.tag}"),
    "resources/b.yml": resources("a/c:latest", "b"),
}


def moving(report: Report) -> list[tuple[str, str]]:
    return [
        (found.span.document.path, found.message)
        for found in report.diagnostics
        if found.rule == "image-tag-moving"
    ]


def test_a_file_that_is_linted_with_its_bundle_is_reported_once() -> None:
    alone = moving(lint(BROKEN, ["databricks.yml"]))

    assert 3 == len(alone)
    assert alone == moving(lint(BROKEN))
    assert alone == moving(lint(BROKEN, reversed(list(BROKEN))))


def test_a_file_that_is_linted_alone_is_judged_as_its_bundle_has_it() -> None:
    (found,) = moving(lint(BROKEN, ["resources/a.yml"]))

    assert "resources/a.yml" == found[0]
    assert found[1].endswith(" (by default)")
    assert ["resources/b.yml"] == [path for path, _ in moving(lint(BROKEN, ["resources/b.yml"]))]


def test_a_file_of_resources_without_its_bundle_is_judged_by_itself() -> None:
    files = {path: text for path, text in BROKEN.items() if path != "databricks.yml"}

    report = lint(files)

    assert ["resources/b.yml"] == [path for path, _ in moving(report)]
    assert "${var.tag}: variable tag is not declared" in {one.reason for one in report.unjudged}


def test_a_change_of_a_variable_is_judged_where_it_is_used() -> None:
    files = {
        "databricks.yml": HEAD + "include: [v.yml, r.yml]\n",
        "v.yml": "variables: {url: {default: 'a/b:latest'}}\n",
        "r.yml": resources("${var.url}"),
    }

    assert ["v.yml"] == [path for path, _ in moving(lint(files, ["v.yml"]))]


def test_a_finding_names_the_targets_and_clusters_it_holds_for() -> None:
    root = (
        "targets: {dev: null, prod: {variables: {tag: '1'}}, test: null}\n"
        "variables: {tag: {default: latest}}\n"
        + resources("a/b:${var.tag}").replace("{spark", "{cluster_name: c, spark")
    )

    report = lint({"databricks.yml": HEAD + root})

    (found,) = [one for one in report.diagnostics if one.rule == "image-tag-moving"]
    assert ({"target": "dev", "cluster": "c"}, {"target": "test", "cluster": "c"}) == found.contexts
    assert ["the default of tag is set here"] == [one.message for one in found.related]


def test_a_password_that_comes_through_a_variable_is_masked_where_it_is_written() -> None:
    image = "{url: 'a/b:1', basic_auth: {username: u, password: '${var.word}'}}"
    files = {
        "databricks.yml": HEAD
        + "include: [v.yml]\nresources: {clusters: {a: {spark_version: 16.4.x-scala2.12, "
        + f"num_workers: 1, docker_image: {image}}}}}}}\n",
        "v.yml": "variables: {word: {default: hunter2-is-secret}}\n",
    }

    report = lint(files, ["databricks.yml"])

    (found,) = [one for one in report.diagnostics if one.rule == "password-in-plain-text"]
    for span in (found.span, *(one.span for one in found.related)):
        document = span.document
        assert "hunter2" not in document.excerpt(0, len(document.text))


def reference(name: str, number: int) -> str:
    return f"${{var.{name}{number}}}"


def test_no_variable_makes_a_bundle_much_larger() -> None:
    lines = ["  v0: {default: [a, b, c, d]}"]
    lines += [
        f"  v{at}: {{default: [{', '.join([reference('v', at - 1)] * 10)}]}}" for at in range(1, 12)
    ]
    lines += ["  t0: {default: aaaaaaaaaa}"]
    lines += [f"  t{at}: {{default: '{reference('t', at - 1) * 10}'}}" for at in range(1, 10)]
    root = "variables:\n" + "\n".join(lines) + "\nresources:\n  clusters:\n    a:\n"
    root += "      {" + CLUSTER % "'${var.t9}'" + ", spark_conf: '${var.v11}'}\n"

    (found,) = clusters({"databricks.yml": HEAD + root})

    assert found.container is not None


DEEP = HEAD + "variables: {a: {default: " + "[" * 150 + "'${var.a}'" + "]" * 150 + "}}\n"


def test_deep_variables_are_no_trouble() -> None:
    names = "".join(
        f"  v{at}: {{default: {'[' * 150}'${{var.v{at + 1}}}'{']' * 150}}}\n" for at in range(9)
    )
    root = f"{DEEP[:20]}variables:\n{names}  v9: {{default: x}}\n"
    root += "resources: {clusters: {a: {spark_conf: '${var.v0}', "
    root += "spark_version: x, docker_image: {url: a/b}, num_workers: 1}}}\n"

    assert 1 == len(clusters({"databricks.yml": root}))


KEYS = st.sampled_from(
    "bundle name include resources jobs clusters targets variables default type lookup new_cluster"
    " job_clusters job_cluster_key tasks task_key docker_image url spark_version a b".split()
)
TEXTS = st.sampled_from(
    ["${var.a}", "${var.b.a[0]}", "x${var.a}${var.b}", "${bundle.target}", "*.yml", "a", "", "~"]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=40,
)


@settings(deadline=None, max_examples=60)
@given(
    root=st.dictionaries(KEYS, TREES, max_size=6),
    included=st.dictionaries(KEYS, TREES, max_size=4),
    target=st.none() | st.just("a"),
)
def test_no_bundle_raises(
    root: dict[str, object], included: dict[str, object], target: str | None
) -> None:
    import yaml

    files = {
        "databricks.yml": yaml.safe_dump({"bundle": {"name": "a"}, "include": ["*.yml"], **root}),
        "part.yml": yaml.safe_dump(included),
    }
    lint(files, variables={"b": "1"}, target=target)


def test_a_bundle_is_known_by_what_is_in_it() -> None:
    for path in ("databricks.yml", "any.yaml"):
        assert isinstance(read(project_of({path: HEAD}), path), BundleUnit)
    for text in ("bundle: etl\n", "bundle: {}\n", "- bundle\n", "bundle: [name]\n"):
        assert not isinstance(read(project_of({"a.yml": text}), "a.yml"), BundleUnit)


def test_the_command_line_chooses_target_and_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dcslint.cli import main

    root = "variables: {tag: {default: '1'}}\ntargets: {dev: null, prod: {variables: {tag: '2'}}}\n"
    (tmp_path / "databricks.yml").write_text(HEAD + root + resources("acme/etl:${var.tag}"))
    monkeypatch.chdir(tmp_path)
    select = ["--select", "image-tag-moving", "-q"]

    assert 0 == main(["databricks.yml", *select])
    assert 1 == main(["databricks.yml", *select, "--target", "prod", "--var", "tag=latest"])
    assert "moving tag" in capsys.readouterr().out
