"""Folders by path, and patterns of what is in them."""

from __future__ import annotations

import pytest

from dcslint.model.folders import folder_of, within
from dcslint.source import DictFiles


@pytest.mark.parametrize(
    ("path", "folder"), [("a.tf", ""), ("x/a.tf", "x/"), ("x/y/a.tf", "x/y/"), ("x/", "x/")]
)
def test_a_folder_ends_with_its_slash(path: str, folder: str) -> None:
    assert folder == folder_of(path)


@pytest.mark.parametrize("folder", ["", "x/", "x[1]/", "[a-z]/", "*/", "a?/y/", "x]/"])
def test_a_pattern_in_a_folder_finds_what_is_there_and_nothing_else(folder: str) -> None:
    files = DictFiles(dict.fromkeys((folder + "a.tf", "x1/b.tf", "ab/y/c.tf", "q/d.tf"), ""))

    assert [folder + "a.tf"] == files.glob(within(folder, "*.tf"))
