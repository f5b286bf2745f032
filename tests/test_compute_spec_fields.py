"""The table of the spec's fields: made from the SDK that it names, and what rules take from it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from facts_for_tests import FACTS

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "tools" / "spec_fields.py"


@pytest.mark.skipif(
    find_spec("databricks") is None or not GENERATOR.exists(), reason="needs databricks-sdk"
)
def test_the_table_is_what_the_sdk_says() -> None:
    run = subprocess.run(
        [sys.executable, str(GENERATOR), "--check"], capture_output=True, text=True, check=False
    )

    assert (0, "") == (run.returncode, run.stderr)


def test_every_key_that_an_image_may_have_is_in_both_tables() -> None:
    for parent in ("docker_image", "basic_auth"):
        assert FACTS.image_fields(parent).keys() == FACTS.spec_fields(parent).keys()


def test_a_row_names_the_version_that_it_was_read_in() -> None:
    table = FACTS.tables["spec-fields"]
    start = f"databricks-sdk {table['sdk']['value']}, compute."

    assert [] == [row for row in table["rows"] if not row["source"].startswith(start)]


@pytest.mark.parametrize(
    ("owner", "field", "kind"),
    [
        ("cluster", "spark_conf", "mapping"),
        ("cluster", "num_workers", "int"),
        ("cluster", "use_ml_runtime", "bool"),
        ("cluster", "data_security_mode", "text"),
        ("cluster", "init_scripts", "list"),
        ("cluster", "cluster_cores", "number"),
        ("aws_attributes", "instance_profile_arn", "text"),
        ("init_script", "volumes", "mapping"),
        ("instance_pool", "preloaded_docker_images", "list"),
    ],
)
def test_a_field_has_the_type_of_the_sdk(owner: str, field: str, kind: str) -> None:
    assert kind == FACTS.spec_fields(owner)[field].type
