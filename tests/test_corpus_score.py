"""The scorer of the corpus, on a corpus of three files that are made up here."""

from __future__ import annotations

import csv
import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

CORPUS = Path(__file__).parent.parent / "benchmarks" / "corpus"
OLD = "FROM databricksruntime/standard:9.1-LTS\nCMD echo\n"
CLEAN = "FROM databricksruntime/standard:17.3-LTS\n"
NEAR = "FROM ubuntu:24.04\nCMD echo\n"
# Each set of files has a table of labels and one of verdicts.
PARTS = sorted(path.name.removesuffix("labels.tsv") for path in CORPUS.glob("*labels.tsv"))


def load_score() -> ModuleType:
    """Load the script, which is in no package."""
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_score"] = module
    spec.loader.exec_module(module)
    return module


score = load_score()


class Corpus:
    """A folder of files with its tables."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = root / "files"
        self.write("files/dockerfile/old", OLD)
        self.write("files/dockerfile/clean", CLEAN)
        self.write("files/dockerfile-neg/near", NEAR)
        self.write("mapping.tsv", "word\trules\tnote\ncmd\tcmd-never-runs\t\n")
        self.write("verdicts.tsv", "file\tline\trule\tverdict\twhy\n")
        self.label("dockerfile-neg/near\t0\tnot-dcs\t")

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def table(self, name: str, *rows: str) -> None:
        path = self.root / name
        path.write_text(path.read_text(encoding="utf-8") + "\n".join(rows) + "\n", encoding="utf-8")

    def label(self, *rows: str) -> None:
        self.write("labels.tsv", "\n".join(["file\tline\tissue\tnote", *rows]) + "\n")

    def run(self, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
        """Score, which must succeed; gives the lines that it prints."""
        tables = [str(self.root / name) for name in ("labels.tsv", "verdicts.tsv", "mapping.tsv")]
        arguments = [str(self.files), tables[0], "--verdicts", tables[1], "--mapping", tables[2]]
        assert 0 == score.main([*arguments, *options])
        return capsys.readouterr().out.splitlines()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus in which the words not-dcs, ok and gone are mapped too."""
    made = Corpus(tmp_path)
    made.table(
        "mapping.tsv", "not-dcs\t-\t", "ok\t!*\t", "gone\tbase-runtime-ended\t", "other\t-\t"
    )
    return made


def row(lines: list[str], name: str, nth: int = 0) -> list[str]:
    """The numbers of the nth row of that name."""
    return [line for line in lines if line.startswith(name + " ")][nth].removeprefix(name).split()


def test_a_label_counts_only_if_its_rule_reports_its_line(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/old\t2\tcmd\t", "dockerfile/old\t2\tgone\tnot here")
    lines = corpus.run(capsys)
    assert ["1", "2", "50.0", "%"] == row(lines, "all")
    assert "missed: dockerfile/old:2 gone (not here)" in lines


def test_a_label_of_line_0_is_met_anywhere_in_the_file(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/old\t0\tgone\t", "dockerfile/clean\t0\tgone\t")
    assert ["1", "2", "50.0", "%"] == row(corpus.run(capsys), "all")


def test_an_uncertain_label_and_one_that_no_rule_can_meet_do_not_count(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/clean\t1\tgone?\t", "dockerfile/clean\t1\tother\tno fact")
    lines = corpus.run(capsys)
    assert ["0", "0", "-"] == row(lines, "all")
    assert "no rule: dockerfile/clean:1 other (no fact)" in lines


def test_a_disputed_label_is_set_aside_but_stays_in_a_second_figure(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label(
        "dockerfile/old\t2\tcmd\t",
        "dockerfile/old\t2\tgone\t",
        "dockerfile/old\t2\tdisputed:gone\twrong line",
    )
    lines = corpus.run(capsys)
    assert ["1", "1", "100.0", "%"] == row(lines, "all")
    assert ["1", "2", "50.0", "%"] == row(lines, "with disputed labels as misses")


def test_a_finding_that_nobody_judged_counts_as_wrong(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.table("verdicts.tsv", "dockerfile/old\t2\tcmd-never-runs\tright\tso it is")
    lines = corpus.run(capsys)
    assert ["1", "0", "1", "50.0", "%"] == row(lines, "all", 1)
    assert any(line.startswith("unjudged: dockerfile/old:1 base-runtime-ended") for line in lines)


def test_a_verdict_without_a_finding_is_lost_if_it_was_right(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.table(
        "verdicts.tsv",
        "dockerfile/clean\t1\tcmd-never-runs\tright\t",
        "dockerfile/clean\t1\tpath-replaced\twrong\t",
    )
    lines = corpus.run(capsys)
    assert "## Verdicts without a finding: 1 right (lost), 1 wrong" in lines
    assert "lost: dockerfile/clean:1 cmd-never-runs" in lines


def test_a_verdict_is_right_or_wrong(corpus: Corpus) -> None:
    corpus.table("verdicts.tsv", "dockerfile/old\t2\tcmd-never-runs\tperhaps\t")
    with pytest.raises(ValueError, match="right or wrong, not 'perhaps'"):
        score.read_verdicts(corpus.root / "verdicts.tsv")


def test_findings_on_a_file_labelled_ok_or_not_at_all_are_listed(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/old\t0\tok\t")
    lines = corpus.run(capsys)
    start = lines.index("## Findings on files labelled ok or without a label")
    listed = {line.split(" (")[0] for line in lines[start + 1 : -1]}
    assert "ok, unjudged: dockerfile/old:1 base-runtime-ended" in listed
    assert "ok, unjudged: dockerfile/old:2 cmd-never-runs" in listed
    assert "no label, unjudged: dockerfile-neg/near:1 base-not-databricks" in listed
    assert not any("dockerfile/clean" in line for line in listed)


def test_a_near_miss_is_linted_in_the_scope_in_which_it_must_stay_silent(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile-neg/near\t0\tnot-dcs\t")
    assert "3 files, 1 of them near misses; 2 findings" == corpus.run(capsys)[0]


def test_a_finding_on_a_line_labelled_ok_is_a_false_alarm(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/old\t2\tok\tmeant so")
    lines = corpus.run(capsys)
    start = lines.index("## Findings against a label that forbids them")
    assert lines[start + 1].startswith("unjudged: dockerfile/old:2 cmd-never-runs")
    assert lines[start + 2].startswith("## ")


def test_the_two_parts_share_no_file_and_leave_none_out(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    heldout = corpus.write("heldout.tsv", "file\ndockerfile/old\n")
    corpus.label("dockerfile/old\t2\tcmd\t", "dockerfile/clean\t0\tok\t")
    parts = [
        corpus.run(capsys, "--heldout", str(heldout), "--only", part)[0].split()[0]
        for part in ("heldout", "rest")
    ]
    assert ["1", "2"] == parts


def test_without_folders_of_dockerfiles_the_labels_say_which_files_are_linted(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.files = corpus.root / "elsewhere"
    corpus.write("elsewhere/owner+name/Dockerfile", OLD)
    corpus.write("elsewhere/owner+other/Dockerfile", OLD)
    corpus.label("owner+name/Dockerfile\t2\tcmd\t", "owner+gone/Dockerfile\t2\tcmd\t")
    lines = corpus.run(capsys)
    assert "1 files, 0 of them near misses; 2 findings" == lines[0]
    assert ["1", "1", "100.0", "%"] == row(lines, "all")


def test_a_word_that_the_mapping_lacks_stops_the_run(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.label("dockerfile/old\t2\tmystery\t")
    tables = [str(corpus.root / name) for name in ("labels.tsv", "verdicts.tsv", "mapping.tsv")]
    arguments = [str(corpus.files), tables[0], "--verdicts", tables[1], "--mapping", tables[2]]
    assert 1 == score.main(arguments)
    assert "mystery" in capsys.readouterr().err


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the committed tables."""
    with (CORPUS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_tables_and_the_scorer_are_in_the_sdist_as_their_tests_are() -> None:
    project = tomllib.loads((CORPUS.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"/benchmarks", "/tests"} <= set(taken)


def test_the_rules_that_the_committed_tables_name_are_there() -> None:
    """A rule that is renamed or dropped would otherwise be missed by every label for ever."""
    rules = {card.stem for card in (CORPUS.parent.parent / "rules").glob("*/*.md")} | {"*"}
    named = {name.lstrip("!") for one in read("mapping.tsv") for name in one["rules"].split()}
    assert set() == (named - {"-"}) - rules
    for part in PARTS:
        assert set() == {one["rule"] for one in read(f"{part}verdicts.tsv")} - rules


@pytest.mark.parametrize("part", PARTS)
def test_every_label_and_verdict_is_written_once(part: str) -> None:
    labels = [(one["file"], int(one["line"]), one["issue"]) for one in read(f"{part}labels.tsv")]
    verdicts = [(one["file"], int(one["line"]), one["rule"]) for one in read(f"{part}verdicts.tsv")]
    for table in (labels, verdicts):
        assert len(set(table)) == len(table)


@pytest.mark.parametrize("part", PARTS)
def test_every_word_of_our_labels_is_mapped(part: str) -> None:
    mapping = score.read_mapping(CORPUS / "mapping.tsv")
    labels = score.read_labels([CORPUS / f"{part}labels.tsv"])
    words = {label.word.removeprefix(score.DISPUTED) for label in labels}
    assert set() == {word for word in words if word not in mapping}


def test_the_names_alone_decide_which_files_are_held_out() -> None:
    heldout = [one["file"] for one in read("heldout.tsv")]
    named = {one["file"] for table in ("labels.tsv", "verdicts.tsv") for one in read(table)}
    assert sorted(set(heldout)) == heldout
    assert all(score.is_held_out(file) for file in heldout)
    assert {file for file in named if score.is_held_out(file)} <= set(heldout)


def test_specs_are_scored_with_the_rules_about_them_and_without_what_is_not_read(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = (
        '{"spark_version": "9.1.x-scala2.12", "num_workers": 1, "docker_image": {"url": "a.b/c:1"}}'
    )
    corpus.write("files/job-json/old.json", spec)
    corpus.write("files/embedded/spec.ts", f"const spec = {spec};\n")
    corpus.table("mapping.tsv", "ended\truntime-ended\t", "not-a-spec\t!*\t")
    corpus.label("job-json/old.json\t1\tended\t")
    corpus.table("verdicts.tsv", "job-json/old.json\t1\truntime-ended\tright\t")

    lines = corpus.run(capsys, "--specs")

    assert lines[0].startswith("1 files, 0 of them near misses; ")
    assert ["1", "0", "0"] == row(lines, "runtime-ended", 1)
    assert ["1", "1", "100.0", "%"] == row(lines, "all")
