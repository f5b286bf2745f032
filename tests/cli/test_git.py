"""What a checkout says of itself, without git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from dcslint.cli.git import folder_uri, provenance_of, web_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REMOTE = "https://example.com/team/repo"


@pytest.fixture
def git(folder: Path) -> Path:
    place = folder / ".git"
    (place / "refs/heads/feature").mkdir(parents=True)
    (place / "HEAD").write_text("ref: refs/heads/feature/x\n")
    (place / "refs/heads/feature/x").write_text(f"{COMMIT}\n")
    (place / "config").write_text(f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {REMOTE}\n')
    return place


def test_remote_commit_and_branch_are_read(git: Path, folder: Path) -> None:
    expected = {"repositoryUri": REMOTE, "revisionId": COMMIT, "branch": "feature/x"}

    assert expected == provenance_of(".")
    (folder / "sub/deep").mkdir(parents=True)
    assert expected == provenance_of("sub/deep")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["config", "HEAD", "commondir"])
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(git: Path, name: str) -> None:
    (git / name).unlink(missing_ok=True)
    os.mkfifo(git / name)
    code = "from dcslint.cli.git import provenance_of; print(provenance_of('.'))"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    known = {"repositoryUri": REMOTE, "revisionId": COMMIT, "branch": "feature/x"}
    expected = {"config": None, "HEAD": {"repositoryUri": REMOTE}, "commondir": known}
    assert f"{expected[name]}\n" == done.stdout


def test_a_packed_branch_is_found(git: Path) -> None:
    (git / "refs/heads/feature/x").unlink()
    (git / "packed-refs").write_text(
        f"# pack-refs with: peeled\n{'f' * 40} refs/heads/x\n{COMMIT} refs/heads/feature/x\n"
    )

    known = provenance_of(".")

    assert known is not None
    assert COMMIT == known["revisionId"]


def test_a_detached_head_has_no_branch(git: Path) -> None:
    (git / "HEAD").write_text(f"{COMMIT}\n")

    assert {"repositoryUri": REMOTE, "revisionId": COMMIT} == provenance_of(".")


def test_a_branch_without_a_commit_has_no_revision(git: Path) -> None:
    (git / "refs/heads/feature/x").unlink()

    assert {"repositoryUri": REMOTE, "branch": "feature/x"} == provenance_of(".")


def test_a_worktree_points_to_its_folder(git: Path, folder: Path) -> None:
    tree = folder.parent / "tree"
    tree.mkdir()
    own = git / "worktrees/tree"
    own.mkdir(parents=True)
    (own / "HEAD").write_text(f"{'b' * 40}\n")
    (own / "commondir").write_text("../..\n")
    (tree / ".git").write_text(f"gitdir: {own}\n")

    assert {"repositoryUri": REMOTE, "revisionId": "b" * 40} == provenance_of(str(tree))


def test_without_a_remote_or_a_checkout_there_is_nothing_to_say(git: Path) -> None:
    (git / "config").write_text("[core]\n")
    assert provenance_of(".") is None

    (git / "config").unlink()
    assert provenance_of(".") is None

    assert provenance_of("/") is None


def test_origin_goes_before_other_remotes(git: Path) -> None:
    (git / "config").write_text(
        '[remote "fork"]\n\turl = https://example.com/me/repo\n'
        '[remote "origin"]\n\tproxy = https://example.com/proxy\n'
        f"\turl = {REMOTE}\n\tpushurl = https://example.com/push\n"
    )
    known = provenance_of(".")
    assert known is not None
    assert REMOTE == known["repositoryUri"]

    (git / "config").write_text('[remote "fork"]\n\turl = https://example.com/me/repo\n')
    known = provenance_of(".")
    assert known is not None
    assert "https://example.com/me/repo" == known["repositoryUri"]


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r"),
        ("https://me:ghp_secret@github.com/o/r.git", "https://github.com/o/r"),
        ("https://x-access-token:s3cret@github.com/o/r", "https://github.com/o/r"),
        ("https://git.example.com:8443/o/r/", "https://git.example.com:8443/o/r"),
        ("https://example.com/r?token=s3cret", "https://example.com/r"),
        ("http://example.com/r", "http://example.com/r"),
        ("ssh://git@github.com:22/o/r.git", "https://github.com/o/r"),
        ("git://github.com/o/r.git", "https://github.com/o/r"),
        ("git@github.com:o/r.git", "https://github.com/o/r"),
        ("github.com:o/r", "https://github.com/o/r"),
        ("me:s3cret@github.com:o/r", "https://github.com/o/r"),
        ("me:s3@cret@github.com:o/r@2", "https://github.com/o/r@2"),
        ("https://me:s3@cret@github.com:8443/o/r@2", "https://github.com:8443/o/r@2"),
        ("/srv/git/r.git", ""),
        ("../r", ""),
        ("file:///srv/git/r.git", ""),
        ("C:/repo", ""),
        ("", ""),
    ],
)
def test_an_address_holds_no_credentials(remote: str, address: str) -> None:
    assert address == web_address(remote)


def test_a_folder_is_a_uri_that_ends_in_a_slash() -> None:
    assert "file:///" == folder_uri("/")
    assert "file:///a%20b/%C3%A9/" == folder_uri("/a b/é")


def test_git_itself_agrees(folder: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for words in (
        ["init", "-q", "-b", "trunk"],
        ["remote", "add", "origin", "git@example.com:team/repo.git"],
        ["config", "user.name", "n"],
        ["config", "user.email", "e@example.com"],
        ["commit", "-q", "--allow-empty", "-m", "first"],
        ["pack-refs", "--all"],
    ):
        subprocess.run(["git", *words], check=True, cwd=folder)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], check=True, cwd=folder, capture_output=True, text=True
    )

    expected = {"repositoryUri": REMOTE, "revisionId": head.stdout.strip(), "branch": "trunk"}
    assert expected == provenance_of(".")
