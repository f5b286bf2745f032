"""What a folder keeps between changes: findings of several units, in files that share others."""

from __future__ import annotations

from dcslint.cli.lsp import FolderLinter
from dcslint.diagnostic import Diagnostic
from dcslint.lsp.session import Folder, _merged
from dcslint.lsp.texts import OpenText
from dcslint.plugins import load_installation
from dcslint.source import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

BUNDLE = {
    "databricks.yml": "bundle:\n  name: b\ninclude:\n  - variables.yml\n  - resources/*.yml\n",
    "variables.yml": "variables:\n  node:\n    default: m6g.large\n",
    "resources/job.yml": (
        "resources:\n  jobs:\n    j:\n      job_clusters:\n        - job_cluster_key: c\n"
        "          new_cluster:\n            spark_version: 15.4.x-scala2.12\n"
        "            node_type_id: ${var.node}\n            num_workers: 1\n"
        "            docker_image:\n              url: registry.example.com/a:1\n"
    ),
}


def folder_of(path: Path) -> Folder:
    return Folder(FolderLinter(str(path), {}, load_installation(), "2026-11-23"))


def rules(folder: Folder) -> list[tuple[str, str]]:
    return [(path, one.rule) for path, found in folder.found().items() for one in found]


def test_what_an_unsaved_text_says_counts_in_each_file_of_its_bundle(tmp_path: Path) -> None:
    """Units that share the bundle are all judged anew: none keeps what the old text led to."""
    (tmp_path / "resources").mkdir()
    for name, text in BUNDLE.items():
        (tmp_path / name).write_text(text)
    folder = folder_of(tmp_path)
    folder.settle()
    assert "graviton-node" in [rule for _, rule in rules(folder)]

    text = BUNDLE["variables.yml"].replace("m6g", "m5")
    folder.opened("variables.yml", OpenText(text))
    folder.settle()

    (tmp_path / "variables.yml").write_text(text)
    fresh = folder_of(tmp_path)
    fresh.settle()
    assert "graviton-node" not in [rule for _, rule in rules(folder)]
    assert rules(fresh) == rules(folder)


def test_a_finding_of_two_units_is_one_with_the_targets_of_both() -> None:
    document = Document("databricks.yml", "a: b\n")
    place = document.span(0, 1)
    dev, prod = {"target": "dev"}, {"target": "prod"}
    one = Diagnostic("r", "note", "m", place, contexts=(dev,))
    other = Diagnostic("r", "note", "m", place, contexts=(prod, dev))

    (found,) = _merged([one, other])["databricks.yml"]

    assert (dev, prod) == found.contexts
    assert ((dev,), (prod, dev)) == (one.contexts, other.contexts)
