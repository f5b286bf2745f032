"""What tests share: required tools, and what is built and installed once for all of them."""

from __future__ import annotations

import os
import zipfile

import pytest
from hypothesis import settings

from built import Distributions, Environment
from dcslint.source import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

# How long one example takes says nothing of what is tested, and much of what else the machine does.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# In CI every oracle is installed: a test that skips for want of one is broken there.
TOOLS_REQUIRED = bool(os.environ.get("DCSLINT_REQUIRE_TOOLS"))

# A distribution with tests of its own, which test_plugins.py installs and runs.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips where all tools must be there."""
    report = yield
    if TOOLS_REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skips where all tools must be there."""
    report = yield
    if TOOLS_REQUIRED and report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def no_limits() -> None:
    """Have no test told of a limit that another one reached without an engine to tell it."""
    limits.taken()


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Build without the network: the build requirements are those of the tests."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    return Distributions(tmp_path_factory.mktemp("distributions"))


@pytest.fixture(scope="session")
def unpacked(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with what the wheel puts into site-packages."""
    directory = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(distributions.wheel) as wheel:
        wheel.extractall(directory)
    return directory


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A fresh virtual environment."""
    return Environment(tmp_path / "environment")


@pytest.fixture(scope="session")
def installed(
    distributions: Distributions, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """A virtual environment with the wheel in it; not to be changed by a test."""
    made = Environment(tmp_path_factory.mktemp("installed") / "environment")
    made.install(distributions.wheel)
    return made


@pytest.fixture
def write_files(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """A function that writes files into a fresh directory and gives it."""

    def write(contents: Mapping[str, str]) -> Path:
        directory = tmp_path / "files"
        for name, text in contents.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return directory

    return write
