"""What is asked of the facts about versions and node types, and of all facts at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.facts import Facts, parse_spark_version, version_tuple
from dcslint.facts.load import load_tables
from dcslint.facts.versions import at_or_below

ROOT = Path(__file__).parent.parent
PATHS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rules/facts").glob("*.yaml"))
FACTS = Facts(load_tables(lambda path: (ROOT / path).read_bytes(), PATHS))
TODAY = "2026-11-23"

ARM = {
    "aws": "a1.large t4g.medium m6g.xlarge m6gd.2xlarge m7g.4xlarge m8g.metal-24xl c6gn.xlarge "
    "c7gd.2xlarge r6gd.xlarge r8g.16xlarge x2gd.xlarge i4g.large im4gn.xlarge is4gen.2xlarge "
    "i8ge.xlarge g5g.xlarge hpc7g.16xlarge rgd-fleet.xlarge",
    "azure": "Standard_D16ps_v6 Standard_D16pds_v6 Standard_D16pls_v6 Standard_D16plds_v6 "
    "Standard_E8pds_v6 Standard_D4ps_v5",
    "gcp": "t2a-standard-4 c4a-highmem-8 n4a-standard-2",
}
X86 = {
    "aws": "i3.xlarge m5d.large g4dn.xlarge g5.2xlarge g6e.xlarge gr6.4xlarge p3.2xlarge "
    "p4d.24xlarge r5d.xlarge c5.9xlarge m6i.large m7a.medium i4i.metal r6idn.8xlarge "
    "x2iedn.xlarge d3en.xlarge m-fleet.xlarge md-fleet.2xlarge r-fleet.xlarge rd-fleet.xlarge",
    "azure": "Standard_DS3_v2 Standard_E8ds_v4 Standard_NC6s_v3 Standard_NC4as_T4_v3 "
    "Standard_L8s_v3 Standard_D4as_v5 Standard_HB120-16rs_v3",
    "gcp": "n1-standard-4 n2-highmem-8 a2-highgpu-1g c2-standard-4 t2d-standard-4",
}
GPU = (
    "g4dn.xlarge g5.2xlarge g6e.xlarge p3.2xlarge p4d.24xlarge Standard_NC6s_v3 "
    "Standard_NC4as_T4_v3 Standard_NC24ads_A100_v4 Standard_NV36ads_A10_v5 a2-highgpu-1g "
    "a3-highgpu-8g g2-standard-4"
).split()


def _pairs(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(cloud, name) for cloud, line in names.items() for name in line.split()]


@pytest.mark.parametrize(
    ("version", "status"),
    [
        *(("10.4", "unsupported"), ("9.1", "ended"), ("13.3", "unsupported")),
        *(("14.3", "supported"), ("18", "supported"), ("18.0", "unsupported")),
        *(("16.2", "unsupported"), ("7.3", "ended"), ("19", "supported")),
    ],
)
def test_the_status_of_a_runtime_is_read_from_the_table(version: str, status: str) -> None:
    row = FACTS.runtime(version)

    assert row is not None
    assert status == row.status(TODAY)
    assert status == FACTS.runtime_status(version, TODAY)


def test_a_runtime_without_a_row_is_ended_below_the_boundary_and_else_unknown() -> None:
    versions = ["6.4", "9", "8.9", "10.9", "10", "16.9", "18.1", "18.2", "99.9", "nonsense"]

    assert [None] * 10 == [FACTS.runtime(version) for version in versions]
    assert ["ended"] * 3 + ["unknown"] * 7 == [
        FACTS.runtime_status(version, TODAY) for version in versions
    ]


def test_support_ends_after_its_last_day_and_never_turns_into_ended() -> None:
    row = FACTS.runtime("14.3")
    assert row is not None

    assert "supported" == row.status("2027-02-01")
    assert "unsupported" == row.status("2027-02-02")
    assert "unsupported" == row.status("2099-01-01")


def test_lines_and_long_term_support() -> None:
    newest, latest = FACTS.newest(), FACTS.latest_lts(TODAY)
    assert newest is not None
    assert latest is not None

    assert ("19", "18") == (newest.version, latest.version)
    earlier = FACTS.latest_lts("2026-06-09")
    assert earlier is not None
    assert "17.3" == earlier.version
    lines = [FACTS.lts_of_line(major) for major in (9, 15, 17, 18, 19)]
    assert ["9.1", "15.4", "17.3", "18", None] == [row and row.version for row in lines]


def test_versions_compare_by_line_and_from_18_on_by_major() -> None:
    same = [("15.4", "15.4"), ("18.3", "18"), ("18", "18.0"), ("9", "9.1")]
    other = [("15.4", "16.4"), ("15.3", "15.4"), ("17.3", "18"), ("18", "19"), ("9", "10.4")]

    assert [True] * 4 == [FACTS.is_same_runtime(*pair) for pair in same]
    assert [False] * 5 == [FACTS.is_same_runtime(*pair) for pair in other]
    assert FACTS.is_same_runtime("x", "15.4") is None
    assert [True, True, False, False] == [
        FACTS.is_standard_mode_refused(version) for version in ("9.1", "14.3", "15.4", "18")
    ]


@settings(deadline=None, max_examples=100)
@given(st.tuples(st.integers(20, 999), st.integers(0, 99)), st.dates())
def test_what_is_newer_than_the_table_is_unknown(version: tuple[int, int], day: object) -> None:
    text = f"{version[0]}.{version[1]}"

    assert FACTS.is_newer_than_table(text)
    assert FACTS.is_newer_than_table(str(version[0]))
    assert FACTS.runtime(text) is None
    assert "unknown" == FACTS.runtime_status(text, str(day))
    assert FACTS.is_tag_newer_than_table("standard", f"{text}-LTS")
    assert FACTS.base_tag("standard", f"{text}-LTS") is None


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_a_line_is_at_or_below_what_all_its_versions_are_at_or_below(
    a: int, b: int, c: int
) -> None:
    assert at_or_below((a,), (b, c)) == all(at_or_below((a, minor), (b, c)) for minor in range(101))
    assert at_or_below((a, b), (c,)) == (a <= c)


def test_nothing_in_the_table_is_newer_than_it() -> None:
    assert not any(FACTS.is_newer_than_table(row.version) for row in FACTS.runtimes())
    assert not any(
        FACTS.is_tag_newer_than_table(name, tag.tag)
        for name in FACTS.families
        for tag in FACTS.tags_of(name)
    )


def test_the_keys_of_spark_versions() -> None:
    keys = """15.4.x-scala2.12 15.4.x-photon-scala2.12 15.4.x-cpu-ml-scala2.12 18.x-gpu-ml-scala2.13
        18.x-scala2.13 18.0.x-scala2.13 11.3.x-aarch64-photon-scala2.12 7.3.x-hls-scala2.12
        6.4.x-esr-scala2.11 apache-spark-2.4.x-scala2.11 auto:latest-lts-ml custom:x""".split()
    found = [parse_spark_version(key) for key in keys]

    assert keys == [key and key.compose() for key in found]
    assert [
        *("15.4", "15.4", "15.4", "18", "18", "18.0", "11.3", "7.3", "6.4"),
        *(None, None, None),
    ] == [key and key.runtime_version for key in found]
    named = [(key.text, key) for key in found if key is not None]
    assert [keys[2], keys[3], keys[10]] == [text for text, key in named if key.is_ml]
    assert [keys[1], keys[6]] == [text for text, key in named if key.is_photon]
    assert [keys[6]] == [text for text, key in named if key.is_aarch64]
    assert [keys[3]] == [text for text, key in named if key.is_gpu]
    assert ["light", "auto", "custom"] == [key.kind for _, key in named][-3:]


@pytest.mark.parametrize(
    "text",
    [
        "15.4",
        "15.4 LTS",
        "${var.v}",
        "auto:x",
        "15.4.x-scala2.12\n",
        "",
        "15.4.x",
        "05.4.x-scala2.12",
        "15.04.x-scala2.12",
        "15.4.x-scala2.12-scala2.12",
        "15.4.x-ML-scala2.12",
        "15.4.x-scala2.\u0661\u0662",
    ],
)
def test_what_is_no_key_of_a_spark_version(text: str) -> None:
    assert parse_spark_version(text) is None


@settings(deadline=None, max_examples=200)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "1",
                "15",
                ".",
                ".4",
                ".x",
                "-ml",
                "-gpu",
                "-scala2.12",
                "auto:",
                "latest",
                "-",
                "custom:",
            ]
        )
    ).map("".join)
)
def test_reading_a_spark_version_never_raises_and_composes_to_the_same(text: str) -> None:
    key = parse_spark_version(text)

    if key is not None:
        assert text == key.compose()
        assert key.runtime_version is None or version_tuple(key.runtime_version) is not None


@given(
    st.integers(1, 99),
    st.none() | st.integers(0, 99),
    st.lists(st.sampled_from(["cpu", "gpu", "ml", "photon", "aarch64", "hls", "db5", "new"])),
)
def test_a_composed_spark_version_is_read_back(
    major: int, minor: int | None, variants: list[str]
) -> None:
    version = str(major) if minor is None else f"{major}.{minor}"
    key = parse_spark_version("-".join([f"{version}.x", *variants, "scala2.13"]))

    assert key is not None
    assert (version, major, minor) == (key.runtime_version, key.major, key.minor)
    assert (tuple(variants), "2.13") == (key.variants, key.scala)
    assert ("ml" in variants) == key.is_ml


def test_no_name_costs_much_time() -> None:
    start = time.perf_counter()

    assert parse_spark_version("15.4.x" + "-ml" * 20_000 + "!") is None
    assert FACTS.node_type("Standard_D1" + "p" * 100_000 + "!") is None
    assert FACTS.ecr_reference("1" * 12 + ".dkr.ecr." + "a-" * 100_000) is None
    assert time.perf_counter() - start < 60, "it hangs"


@pytest.mark.parametrize(("cloud", "name"), _pairs(ARM))
def test_an_arm_node_is_known_by_its_name(cloud: str, name: str) -> None:
    node = FACTS.node_type(name)

    assert node is not None
    assert (cloud, True) == (node.cloud, node.arm)


@pytest.mark.parametrize(("cloud", "name"), _pairs(X86))
def test_a_node_with_another_processor_is_not_called_arm(cloud: str, name: str) -> None:
    node = FACTS.node_type(name)

    assert node is not None
    assert (cloud, False, name in GPU) == (node.cloud, node.arm, node.gpu)


@pytest.mark.parametrize("name", GPU)
def test_a_gpu_node_is_known_by_its_name(name: str) -> None:
    node = FACTS.node_type(name)

    assert node is not None
    assert node.gpu


@pytest.mark.parametrize("name", ["", "${var.node}", "big", "i3.xlarge\n", "dev-tier-node"])
def test_a_node_of_no_known_form_is_not_judged(name: str) -> None:
    assert FACTS.node_type(name) is None


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30) | st.text(alphabet="a1./:@-_*", max_size=30))
def test_no_question_raises_and_empty_tables_know_nothing(text: str) -> None:
    for facts in (FACTS, Facts({})):
        answers: list[object] = [
            *(facts.runtime(text), facts.family(text), facts.base_tag(text, text)),
            *(facts.runtime_of_tag(text), facts.pip_path(text), facts.node_type(text)),
            *(facts.access_mode(text), facts.registry(text), facts.ecr_reference(text)),
            *(facts.stock_image(text), facts.spark_conf(text), facts.ecr_action(text)),
            *(facts.termination_code(text), facts.newest(), facts.latest_lts(TODAY)),
        ]
        facts.is_tag_newer_than_table(text, text)
        facts.is_same_runtime(text, text)
        facts.is_standard_mode_refused(text)
        facts.is_newer_than_table(text)
        if not facts.tables:
            assert [None] * 15 == answers
            assert "unknown" == facts.runtime_status(text, TODAY)
