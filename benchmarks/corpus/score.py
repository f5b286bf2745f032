"""Score dcslint's rules against hand labels and verdicts of real files.

usage: python benchmarks/corpus/score.py FILES LABELS [LABELS ...] --verdicts VERDICTS
           [--specs] [--mapping MAPPING] [--heldout HELDOUT --only heldout|rest] [--today DATE]

FILES is the folder a manifest was extracted to. Its folders `dockerfile*` are read with the rules
about images, with `--specs` the others with those about compute; if it has no such folder, the
files that the labels name. Each is linted by name, in this process, with `--scope all`;
near misses (files labelled `not-dcs`) with `--scope auto`, in which they have to stay silent.
Labels and verdicts name a file by its path below FILES. Printed are recall (which certain labels
are reported on their line), precision (which findings were judged right; unjudged ones count as
wrong), and the findings on files that are labelled ok or not at all. The tables are ours; the files
are not, and none is copied here.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

HERE = Path(__file__).resolve().parent
IMAGES = "image,file"
SPECS = "cluster,registry,file"
DISPUTED = "disputed:"
NEAR_MISS = "not-dcs"
ANY_RULE = "*"
TODAY = "2026-11-23"


class Label:
    """One hand label: `line` 0 is the whole file, `certain` is false for a word with a `?`."""

    __slots__ = ("certain", "file", "line", "note", "word")

    def __init__(self, file: str, line: int, word: str, note: str) -> None:
        self.file = file
        self.line = line
        self.certain = not word.endswith("?")
        self.word = word.removesuffix("?")
        self.note = note


class Finding:
    """What dcslint said about a line of a file."""

    __slots__ = ("file", "line", "message", "rule")

    def __init__(self, file: str, line: int, rule: str, message: str) -> None:
        self.file = file
        self.line = line
        self.rule = rule
        self.message = message

    @property
    def key(self) -> tuple[str, int, str]:
        """What a verdict is about."""
        return self.file, self.line, self.rule


class Mapping:
    """Which rules a label word asks for, and which it forbids (`!rule`, `!*` for all)."""

    __slots__ = ("_rows",)

    def __init__(self, rows: dict[str, tuple[frozenset[str], frozenset[str]]]) -> None:
        self._rows = rows

    def __contains__(self, word: str) -> bool:
        return word in self._rows

    def wanted(self, word: str) -> frozenset[str]:
        """The rules of which one has to report a line with this word; none if no rule can."""
        return self._rows[word][0]

    def forbidden(self, word: str) -> frozenset[str]:
        """The rules that must not report a line with this word."""
        return self._rows[word][1]


class Recall:
    """The certain labels that a rule can meet: found, missed, and set aside with a reason."""

    __slots__ = ("disputed", "found", "missed", "without_rule")

    def __init__(self) -> None:
        self.found: list[Label] = []
        self.missed: list[Label] = []
        self.disputed: list[Label] = []
        self.without_rule: list[Label] = []


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Give the rows of a table of tab-separated values with a header, empty cells as ""."""
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield {name: value or "" for name, value in row.items() if name}


def read_labels(paths: Iterable[Path]) -> list[Label]:
    """Read label tables with the columns file, line, issue, note; each label once."""
    labels: dict[tuple[str, int, str], Label] = {}
    for path in paths:
        for row in read_rows(path):
            label = Label(row["file"], int(row["line"]), row["issue"], row.get("note", ""))
            labels.setdefault((label.file, label.line, row["issue"]), label)
    return list(labels.values())


def read_mapping(path: Path) -> Mapping:
    """Read the table of label words: columns word, rules (`-` for none, `!` forbids)."""
    rows = {}
    for row in read_rows(path):
        names = [name for name in row["rules"].split() if name != "-"]
        wanted = frozenset(name for name in names if not name.startswith("!"))
        forbidden = frozenset(name[1:] for name in names if name.startswith("!"))
        rows[row["word"]] = wanted, forbidden
    return Mapping(rows)


def read_verdicts(path: Path) -> dict[tuple[str, int, str], bool]:
    """Read the verdicts: whether what a rule says of a line is right. Raises ValueError."""
    verdicts = {}
    for row in read_rows(path):
        if row["verdict"] not in ("right", "wrong"):
            message = f"{path}: a verdict is right or wrong, not {row['verdict']!r}"
            raise ValueError(message)
        verdicts[row["file"], int(row["line"]), row["rule"]] = row["verdict"] == "right"
    return verdicts


def is_held_out(file: str) -> bool:
    """Whether the file's name puts it into the third that is set aside."""
    return int(hashlib.sha256(file.encode()).hexdigest(), 16) % 3 == 0


def files_below(root: Path, labels: Iterable[Label], *, specs: bool = False) -> list[str]:
    """List the Dockerfiles, or the other files, as paths below the root with `/`, sorted."""
    folders = sorted(one for one in root.iterdir() if one.is_dir())
    if not any(one.name.startswith("dockerfile") for one in folders):
        return sorted({label.file for label in labels if (root / label.file).is_file()})
    return [
        file.relative_to(root).as_posix()
        for folder in folders
        if folder.name.startswith("dockerfile") != specs
        for file in sorted(folder.rglob("*"))
        if file.is_file() and (not specs or is_read(file))
    ]


def is_read(file: Path) -> bool:
    """Whether the file is of a kind that dcslint reads: not TypeScript, not every template."""
    from dcslint.model.project import format_of
    from dcslint.plugins import load_installation

    text = file.read_text(encoding="utf-8", errors="replace")
    return format_of(load_installation().formats, file.name, text) is not None


def near_misses(files: Collection[str], labels: Iterable[Label]) -> set[str]:
    """Choose the files that are labelled as not for Databricks."""
    return {label.file for label in labels if label.word == NEAR_MISS} & set(files)


def lint(
    root: Path, files: Collection[str], scope: str, today: str, groups: str = IMAGES
) -> list[Finding]:
    """Run rules of dcslint over files below the root. Raises RuntimeError."""
    from dcslint.cli import main as dcslint

    if not files:
        return []
    with tempfile.TemporaryDirectory() as directory, contextlib.chdir(root):
        out = os.path.join(directory, "out.json")
        options = ["--scope", scope, "--today", today, "--select", groups, "--quiet"]
        status = dcslint([*options, "--format", "json", "-o", out, *sorted(files)])
        if status > 1:
            message = f"dcslint ended with the status {status}"
            raise RuntimeError(message)
        with open(out, encoding="utf-8") as file:
            report = json.load(file)
    return [
        Finding(one["path"], one["start"]["line"], one["rule"], one["message"])
        for one in report["findings"]
    ]


def measure_recall(
    labels: Iterable[Label], findings: Iterable[Finding], mapping: Mapping
) -> Recall:
    """Sort the certain labels by whether one of their rules reported their line."""
    labels = list(labels)
    said: dict[tuple[str, int], set[str]] = defaultdict(set)
    for finding in findings:
        said[finding.file, finding.line].add(finding.rule)
        said[finding.file, 0].add(finding.rule)
    withdrawn = {
        (label.file, label.line, label.word.removeprefix(DISPUTED))
        for label in labels
        if label.word.startswith(DISPUTED)
    }
    recall = Recall()
    for label in labels:
        if not label.certain or label.word.startswith(DISPUTED):
            continue
        wanted = mapping.wanted(label.word)
        if (label.file, label.line, label.word) in withdrawn:
            recall.disputed.append(label)
        elif wanted & said[label.file, label.line]:
            recall.found.append(label)
        elif wanted:
            recall.missed.append(label)
        elif not mapping.forbidden(label.word) and label.word != NEAR_MISS:
            recall.without_rule.append(label)
    return recall


def false_alarms(
    labels: Iterable[Label], findings: Iterable[Finding], mapping: Mapping
) -> list[Finding]:
    """Choose the findings on a line whose certain label forbids their rule."""
    forbidden: dict[tuple[str, int], set[str]] = defaultdict(set)
    for label in labels:
        if label.certain and label.line and not label.word.startswith(DISPUTED):
            forbidden[label.file, label.line] |= mapping.forbidden(label.word)
    return [
        finding
        for finding in findings
        if forbidden[finding.file, finding.line] & {finding.rule, ANY_RULE}
    ]


def unspoken(
    labels: Iterable[Label], findings: Iterable[Finding], mapping: Mapping
) -> list[tuple[Finding, str]]:
    """Choose findings on files labelled ok or without a label, each with the reason why."""
    words: dict[str, set[tuple[int, str]]] = defaultdict(set)
    asked: dict[tuple[str, int], set[str]] = defaultdict(set)
    for label in labels:
        if not label.word.startswith(DISPUTED):
            words[label.file].add((label.line, label.word))
            asked[label.file, label.line] |= mapping.wanted(label.word)
    chosen = []
    for finding in findings:
        if not words[finding.file]:
            chosen.append((finding, "no label"))
        elif words[finding.file] & {(0, "ok"), (0, NEAR_MISS)}:
            expected = finding.rule in asked[finding.file, finding.line]
            chosen.append((finding, "ok, but also labelled" if expected else "ok"))
    return chosen


def percent(part: int, whole: int) -> str:
    """Write a share, `-` of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def show_recall(recall: Recall, mapping: Mapping, say: Callable[[str], None]) -> None:
    """Print how many certain labels are met, by rule and in all, and each that is not."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for met, labels in ((1, recall.found), (0, recall.missed)):
        for label in labels:
            row = counts[" or ".join(sorted(mapping.wanted(label.word)))]
            row[0] += met
            row[1] += 1
    say("## Recall: certain labels that are reported on their line")
    say(f"{'rule':<36}{'found':>6}{'of':>5}")
    for rule in sorted(counts):
        say(f"{rule:<36}{counts[rule][0]:>6}{counts[rule][1]:>5}")
    found, whole = len(recall.found), len(recall.found) + len(recall.missed)
    say(f"{'all':<36}{found:>6}{whole:>5}  {percent(found, whole)}")
    if recall.disputed:
        whole += len(recall.disputed)
        share = percent(found, whole)
        say(f"{'with disputed labels as misses':<36}{found:>6}{whole:>5}  {share}")
    for title, labels in (
        ("missed", recall.missed),
        ("disputed", recall.disputed),
        ("no rule", recall.without_rule),
    ):
        for label in labels:
            say(f"{title}: {label.file}:{label.line} {label.word} ({label.note})")


def show_precision(
    findings: list[Finding], verdicts: dict[tuple[str, int, str], bool], say: Callable[[str], None]
) -> None:
    """Print how many findings are right, by rule and in all, and each that is not."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        counts[finding.rule][judged(finding, verdicts)] += 1
    say("## Precision: findings, as judged by hand")
    say(f"{'rule':<36}{'right':>6}{'wrong':>7}{'unjudged':>10}")
    for rule in sorted(counts):
        row = counts[rule]
        say(f"{rule:<36}{row['right']:>6}{row['wrong']:>7}{row['unjudged']:>10}")
    total = sum(counts.values(), Counter[str]())
    share = percent(total["right"], len(findings))
    say(f"{'all':<36}{total['right']:>6}{total['wrong']:>7}{total['unjudged']:>10}  {share}")
    for finding in findings:
        if judged(finding, verdicts) != "right":
            show_finding(judged(finding, verdicts), finding, say)


def judged(finding: Finding, verdicts: dict[tuple[str, int, str], bool]) -> str:
    """Name the verdict on a finding: right, wrong or unjudged."""
    verdict = verdicts.get(finding.key)
    return "unjudged" if verdict is None else "right" if verdict else "wrong"


def show_finding(title: str, finding: Finding, say: Callable[[str], None]) -> None:
    """Print one finding in a line."""
    say(f"{title}: {finding.file}:{finding.line} {finding.rule} ({finding.message})")


def show_gone(
    findings: Iterable[Finding],
    verdicts: dict[tuple[str, int, str], bool],
    say: Callable[[str], None],
) -> None:
    """Print the verdicts on findings that are no more: right ones lost, wrong ones mended."""
    present = {finding.key for finding in findings}
    gone = [key for key in sorted(verdicts) if key not in present]
    lost = [key for key in gone if verdicts[key]]
    say(f"## Verdicts without a finding: {len(lost)} right (lost), {len(gone) - len(lost)} wrong")
    for file, line, rule in lost:
        say(f"lost: {file}:{line} {rule}")


def arguments_of(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="see the head of this file")
    parser.add_argument("files", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--verdicts", type=Path, required=True)
    parser.add_argument("--specs", action="store_true")
    parser.add_argument("--mapping", type=Path, default=HERE / "mapping.tsv")
    parser.add_argument("--heldout", type=Path)
    parser.add_argument("--only", choices=("heldout", "rest"))
    parser.add_argument("--today", default=TODAY)
    arguments = parser.parse_args(argv)
    if bool(arguments.only) != bool(arguments.heldout):
        parser.error("--heldout and --only go together")
    return arguments


def chosen_files(arguments: argparse.Namespace, labels: Iterable[Label]) -> list[str]:
    """List the files of the part that is asked for."""
    files = files_below(arguments.files, labels, specs=arguments.specs)
    if not arguments.only:
        return files
    aside = {row["file"] for row in read_rows(arguments.heldout)}
    return [file for file in files if (file in aside) == (arguments.only == "heldout")]


def main(argv: list[str] | None = None) -> int:
    """Score and print. Returns 1 if a label word is not in the mapping, else 0."""
    arguments = arguments_of(argv)
    labels = read_labels(arguments.labels)
    files = chosen_files(arguments, labels)
    mapping = read_mapping(arguments.mapping)
    known = set(files)
    labels = [label for label in labels if label.file in known]
    words = {label.word.removeprefix(DISPUTED) for label in labels}
    if strange := sorted(word for word in words if word not in mapping):
        print(f"words that the mapping lacks: {', '.join(strange)}", file=sys.stderr)
        return 1
    near = near_misses(files, labels)
    groups = SPECS if arguments.specs else IMAGES
    findings = lint(arguments.files, known - near, "all", arguments.today, groups)
    findings += lint(arguments.files, near, "auto", arguments.today, groups)
    verdicts = {
        key: right for key, right in read_verdicts(arguments.verdicts).items() if key[0] in known
    }
    print(f"{len(files)} files, {len(near)} of them near misses; {len(findings)} findings")
    show_recall(measure_recall(labels, findings, mapping), mapping, print)
    show_precision(findings, verdicts, print)
    print("## Findings against a label that forbids them")
    for finding in false_alarms(labels, findings, mapping):
        show_finding(judged(finding, verdicts), finding, print)
    print("## Findings on files labelled ok or without a label")
    for finding, status in unspoken(labels, findings, mapping):
        show_finding(f"{status}, {judged(finding, verdicts)}", finding, print)
    show_gone(findings, verdicts, print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
