"""What a RUN does: which program runs, where it installs, what it leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dcslint.model.image.pip import uninstalled_by
from dcslint.model.image.stages import build_image
from dcslint.source import Document
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.model.image.nodes import Command

STANDARD = "FROM databricksruntime/standard:15.4-LTS\n"
RUNTIME = "/databricks/python3"


def commands(text: str, **args: str) -> list[Command]:
    return list(build_image(Document("Dockerfile", text), FACTS, args, None).commands)


def words(command: Command) -> list[str | None]:
    return [word.text for word in command.words]


def last(run: str, before: str = "") -> Command:
    return commands(f"{STANDARD}{before}\nRUN {run}\n")[-1]


def prefix(run: str, before: str = "") -> str | None:
    """The Python that the last installation goes to."""
    found = [one.pip for one in commands(f"{STANDARD}{before}\nRUN {run}\n") if one.pip is not None]

    assert found, "no installation was recognised"
    return None if found[-1].prefix is None else found[-1].prefix.path


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("a b", [["a", "b"]]),
        ("a && b; c || d", [["a"], ["b"], ["c"], ["d"]]),
        ("a | b", [["a"], ["b"]]),
        ("(a; b) && { c; }", [["a"], ["b"], ["c"]]),
        ("sudo -E -u root a b", [["a", "b"]]),
        ("env -i X=1 a", [["a"]]),
        ("exec a", [["a"]]),
        ("time nice -n 5 nohup a", [["a"]]),
        ("timeout 5 a", [["a"]]),
        ('bash -c "a b && c"', [["a", "b"], ["c"]]),
        ("sh -ec 'a \"b c\"'", [["a", "b c"]]),
        ("bash -c -e 'a b'", [["a", "b"]]),
        ("bash -c -e -x 'a b' c", [["a", "b"]]),
        ("sudo bash -c 'a'", [["a"]]),
        ("eval 'a b'", [["a", "b"]]),
        ('["a", "b c"]', [["a", "b c"]]),
        ("X=1 a $X", [["a", None]]),
        ("X=1; a $X", [["a", "1"]]),
        ("X='b c'; a $X \"$X\"", [["a", "b", "c", "b c"]]),
        ("export X=1 && a $X", [["export", "X=1"], ["a", "1"]]),
        ("(X=1); a $X", [["a", None]]),
        ("X=1 | true; a $X", [["true"], ["a", None]]),
        ("if a; then b; else c; fi", [["a"], ["b"], ["c"]]),
        ("for x in a b; do c $x; done", [["c", None]]),
        ("for x in a; do c $x; done", [["c", "a"]]),
        ("select x in a b; do c $x; done", [["c", None]]),
        ("a $(b c)", [["a", None], ["b", "c"]]),
        ("a # b", [["a"]]),
        ("command -v a", [["command", "-v", "a"]]),
        ("a \\\n  # why\n  b", [["a", "b"]]),
        ("<<EOF\na\nb\nEOF", [["a"], ["b"]]),
        ("bash <<EOF\na\nEOF", [["bash"], ["a"]]),
        ("cat <<EOF > f\na\nEOF", [["cat"]]),
        ("<<EOF\n#!/usr/bin/env python3\nprint()\nEOF", []),
        ("<<EOF\n#!/bin/bash -e\na\nEOF", [["a"]]),
        ("xargs -n 1 a < f", [["a", None]]),
        ("conda run -n e a b", [["a", "b"]]),
        ("bash script.sh <<EOF\na\nEOF", [["bash", "script.sh"]]),
        ("bash -s <<EOF\na\nEOF", [["bash", "-s"], ["a"]]),
        ("for x in; do c $x; done", [["c", None]]),
        ("gosu root a b", [["a", "b"]]),
        ("command -p a", [["a"]]),
        ("env -v a", [["a"]]),
        ("su -c 'a b' me", [["a", "b"]]),
        ("su me -c 'a b'", [["a", "b"]]),
        ("su - me --command 'a b'", [["a", "b"]]),
        ("su-exec root a b", [["a", "b"]]),
    ],
)
def test_the_commands_of_a_run_are_those_that_run(
    run: str, expected: list[list[str | None]]
) -> None:
    assert expected == [words(command) for command in commands(f"{STANDARD}RUN {run}\n")]


@pytest.mark.parametrize(
    ("before", "run", "expected"),
    [
        ("", "pip install a", "/usr"),
        ("", "pip3 install a", "/usr"),
        ("", "/usr/bin/pip install a", "/usr"),
        ("", "python3 -m pip install a", "/usr"),
        ("", "python3 -u -m pip install a", "/usr"),
        ("", "/databricks/python3/bin/pip install a", RUNTIME),
        ("", "//databricks//python3/bin/pip install a", RUNTIME),
        ("", "/databricks/python3/bin/python -m pip install a", RUNTIME),
        ("ENV PATH=/databricks/python3/bin:$PATH", "pip install a", RUNTIME),
        ("ENV PATH=$PATH:/databricks/python3/bin", "pip install a", "/usr"),
        ("ENV PATH /databricks/python3/bin:${PATH}", "pip install a", RUNTIME),
        ("ENV P=/databricks/python3\nENV PATH=$P/bin:$PATH", "pip install a", RUNTIME),
        ("ARG P=/databricks/python3\nENV PATH=$P/bin:$PATH", "pip install a", RUNTIME),
        ("ENV PATH=${EXTRA:+/x:}/databricks/python3/bin:$PATH", "pip install a", None),
        ("ENV PATH=/opt/unseen/bin:$PATH", "pip install a", None),
        ("ENV PATH=/usr/local/cuda/bin:/opt/spark/bin:$PATH", "pip install a", "/usr"),
        ("ENV PATH=/usr/local/bin:/databricks/python3/bin:/usr/bin", "pip install a", None),
        ("ENV PIP=/databricks/python3/bin/pip", "$PIP install a", RUNTIME),
        ("ENV PY=/databricks/python3/bin/python", "$PY -m pip install a", RUNTIME),
        ("", "CMD=pip; /databricks/python3/bin/${CMD} install a", RUNTIME),
        ("", "PATH=/databricks/python3/bin:$PATH pip install a", RUNTIME),
        ("", "export PATH=/databricks/python3/bin:$PATH && pip install a", RUNTIME),
        ("", "env PATH=/databricks/python3/bin:$PATH pip install a", RUNTIME),
        ("ENV PATH=/databricks/python3/bin:$PATH", "sudo pip install a", "/usr"),
        ("", ". /databricks/python3/bin/activate && pip install a", RUNTIME),
        ("", "cd /databricks/python3 && source bin/activate && pip install a", RUNTIME),
        ("", "bash -c 'source /databricks/python3/bin/activate; pip install a'", RUNTIME),
        ("RUN . /databricks/python3/bin/activate", "pip install a", "/usr"),
        ("", ". /etc/profile && pip install a", None),
        ("", "bash -lc 'pip install a'", None),
        ("RUN ln -s /databricks/python3/bin/pip /usr/bin/pip", "pip install a", RUNTIME),
        ("RUN ln -sf /databricks/python3/bin/* /usr/local/bin/", "pip3 install a", RUNTIME),
        ("RUN ln -s /databricks/python3 /opt/py", "/opt/py/bin/pip install a", RUNTIME),
        (
            "RUN update-alternatives --install /usr/bin/pip pip /databricks/python3/bin/pip 1",
            "pip install a",
            RUNTIME,
        ),
        ("RUN test -e /x && ln -s /databricks/python3/bin/pip /usr/bin/pip", "pip install a", None),
        ("RUN python3 -m venv /opt/v", "/opt/v/bin/pip install a", "/opt/v"),
        ("RUN virtualenv -p python3.11 /opt/v", ". /opt/v/bin/activate; pip install a", "/opt/v"),
        ("RUN uv venv /opt/v", "uv pip install --python /opt/v/bin/python a", "/opt/v"),
        ("RUN uv venv /opt/v", "uv pip install --python=/opt/v a", "/opt/v"),
        ("ENV VIRTUAL_ENV=/databricks/python3", "uv pip install a", RUNTIME),
        ("", "uv pip install --system a", "/usr"),
        ("", "uv pip install a", None),
        ("RUN conda create -p /opt/c python", "/opt/c/bin/pip install a", "/opt/c"),
        ("", "conda run -n e pip install a", None),
        ('SHELL ["/bin/bash", "-lc"]', "pip install a", None),
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', "pip install a", "/usr"),
        ("", "pip --python /databricks/python3/bin/python install a", RUNTIME),
    ],
)
def test_an_installation_goes_to_the_python_that_runs(
    before: str, run: str, expected: str | None
) -> None:
    assert expected == prefix(run, before)


def test_an_environment_of_an_earlier_stage_comes_with_copy_at_its_own_path_only() -> None:
    build = "FROM ubuntu AS b\nRUN virtualenv /opt/v\nFROM ubuntu\n"
    kept = commands(f"{build}COPY --from=b /opt/v /opt/v\nRUN /opt/v/bin/pip install a")[-1]
    moved = commands(f"{build}COPY --from=b /opt/v /opt/w\nRUN /opt/w/bin/pip install a")[-1]

    assert kept.prefix is not None
    assert "/opt/v" == kept.prefix.path
    assert moved.prefix is None
    assert moved.unseen


@pytest.mark.parametrize(
    "run",
    [
        'pip() { /databricks/python3/bin/pip "$@"; }; pip install a',
        "function pip { echo; }; pip install a",
        "shopt -s expand_aliases; alias pip=/databricks/python3/bin/pip; pip install a",
    ],
)
def test_what_a_function_or_an_alias_runs_is_not_known(run: str) -> None:
    assert last(run).program is None


@pytest.mark.parametrize(
    ("before", "run", "expected"),
    [
        ("", "poetry config virtualenvs.create false && poetry install", "/usr"),
        ("RUN poetry config virtualenvs.create false", "poetry install --no-root", "/usr"),
        ("ENV POETRY_VIRTUALENVS_CREATE=false", "poetry add numpy", "/usr"),
        (
            f"ENV POETRY_VIRTUALENVS_CREATE=0 VIRTUAL_ENV={RUNTIME}",
            "poetry install",
            "/databricks/python3",
        ),
        ("", "poetry install", None),
        ("RUN poetry config virtualenvs.create true", "poetry install", None),
        ("ENV POETRY_VIRTUALENVS_CREATE=true", "poetry install", None),
        ("ENV POETRY_VIRTUALENVS_CREATE=false", "poetry build", None),
        *(
            (f"ENV POETRY_VIRTUALENVS_CREATE=false PATH={path}:$PATH", "poetry install", prefix)
            for path, prefix in (
                ("/root/.local/bin", "/usr"),
                ("/opt/poetry/bin", "/usr"),
                ("/usr/lib/jvm/jdk/bin", "/usr"),
                ("/databricks/conda/bin", None),
                ("/opt/tools/bin", None),
            )
        ),
    ],
)
def test_poetry_installs_into_the_python_that_runs_it_if_told_so(
    before: str, run: str, expected: str | None
) -> None:
    install = last(run, before).pip

    assert expected == (install and install.prefix and install.prefix.path)


def test_a_directory_that_nothing_is_known_of_may_hold_pypy() -> None:
    command = last("pypy3 -m pip install a", "ENV PATH=/opt/pypy/bin:$PATH")

    assert command.pip is not None
    assert command.pip.prefix is None


@pytest.mark.parametrize("family", ["gpu-conda", "gpu-rapids"])
def test_a_base_image_may_have_a_path_of_its_own(family: str) -> None:
    text = f"FROM databricksruntime/{family}:cuda11\nRUN pip install a\n"
    (command,) = commands(text)

    assert command.pip is not None
    assert command.pip.prefix is not None
    assert "/databricks/conda" == command.pip.prefix.path


@pytest.mark.parametrize("options", ["", "--system-site-packages"])
def test_an_environment_may_see_what_the_system_has(options: str) -> None:
    text = f"FROM ubuntu:22.04\nRUN virtualenv {options} {RUNTIME}\n"
    (stage,) = build_image(Document("Dockerfile", text), FACTS, {}, None).stages

    assert bool(options) == stage.filesystem.prefixes[RUNTIME].open


@pytest.mark.parametrize(
    "run", ["poetry install", "uv sync --frozen", "uv pip sync r.txt", "pdm sync"]
)
def test_what_a_lock_file_installs_is_not_known(run: str) -> None:
    built = build_image(Document("Dockerfile", STANDARD + "RUN " + run), FACTS, {}, None)

    assert None in built.stages[0].filesystem.python[""]


@pytest.mark.parametrize(
    ("run", "packages"),
    [
        ("apt-get update && apt-get install -y --no-install-recommends a b=1.2 c/stable", "a b c"),
        ("V=1; apt install a=$V", "a"),
        ("apk add --no-cache --virtual .build a b", "a b"),
        ("apk add --repository https://x a && apt-get install -o A=b -c f c", "a c"),
        ("yum -y install a && dnf install -y b && microdnf install c", "a b c"),
        ("dpkg -i /tmp/zulu_1.2-3_amd64.deb && apt-get install ./other_1_all.deb", "zulu other"),
        ("P='a b'; apt-get install -y $P", "a b"),
        ("apt-get remove a", ""),
    ],
)
def test_system_packages_that_a_run_installs(run: str, packages: str) -> None:
    files = build_image(Document("Dockerfile", STANDARD + "RUN " + run), FACTS, {}, None)

    assert set(packages.split()) == files.stages[0].filesystem.packages.names
    assert not files.stages[0].filesystem.packages.open


@pytest.mark.parametrize(
    "run", ["apt-get install a", "apk add --virtual .x a", "apt-get $X", "apt-get -y remove $P"]
)
def test_only_an_unknown_command_leaves_the_set_open(run: str) -> None:
    files = build_image(Document("Dockerfile", STANDARD + "RUN " + run), FACTS, {}, None)

    assert ("$X" in run) == files.stages[0].filesystem.packages.open


@pytest.mark.parametrize(
    "run",
    [
        "apt-get install $P",
        "apt-get $COMMAND a",
        "xargs apt-get install < f",
        "[ x ] && apk add a",
        "mamba install --file list.txt a",
        "conda install -f list.txt a",
    ],
)
def test_packages_that_are_not_known_leave_the_set_open(run: str) -> None:
    files = build_image(Document("Dockerfile", STANDARD + "RUN " + run), FACTS, {}, None)

    assert files.stages[0].filesystem.packages.open


@pytest.mark.parametrize(
    ("run", "packages", "files", "elsewhere"),
    [
        ("pip install a b==1", ["a", "b"], [], False),
        ("pip install -U 'a[x]>=1,<2' 'B_c~=1'", ["a", "b-c"], [], False),
        ("pip install -r r.txt -c c.txt", [], ["r.txt"], False),
        ("pip install --requirement=r.txt", [], ["r.txt"], False),
        ("pip install -rr.txt a", ["a"], ["r.txt"], False),
        ("pip install -i https://x.example/s --no-cache-dir a", ["a"], [], False),
        ("pip install ./a.whl git+https://x.example/b.git -e .", [None, None, None], [], False),
        ("pip install --target=/x a", ["a"], [], True),
        ("PIP_TARGET=/x pip install a", ["a"], [], True),
        ("pip install numpy==$V $UNKNOWN", ["numpy", None], [], False),
        ("pip --no-input install a", ["a"], [], False),
    ],
)
def test_what_an_installation_names(
    run: str, packages: list[str | None], files: list[str], *, elsewhere: bool
) -> None:
    install = last(run).pip

    assert install is not None
    assert packages == install.names()
    assert files == [value.text for value in install.files]
    assert elsewhere == install.elsewhere


@pytest.mark.parametrize(
    "run", ["pip download a", "pip list", "pip", "python3 x.py", "uv venv", "ls"]
)
def test_what_is_no_installation(run: str) -> None:
    assert last(run).pip is None


def test_a_word_points_to_where_it_is_written_and_so_does_its_text() -> None:
    command = last("pip install \\\n    # why\n    pan\\\ndas 'num py'")
    package, quoted = command.words[2:]

    assert ["pandas", "num py"] == [package.text, quoted.text]
    assert "pan\\\ndas" == package.span.source
    assert "'num py'" == quoted.span.source
    assert "num py" == "".join(doc.text[a:b] for _, doc, a, b in quoted.map())


def test_what_may_not_run_is_not_certain() -> None:
    run = "RUN a && b || c; [ x ] && d; e || { f; g; }; (h) || (i)"
    found = {words(one)[0]: one.certain for one in commands(STANDARD + run)}

    assert {"a", "b", "[", "e", "h"} == {name for name, certain in found.items() if certain}
    assert {"c", "d", "f", "g", "i"} == {name for name, certain in found.items() if not certain}


@pytest.mark.parametrize(
    ("before", "unseen"),
    [
        ("", False),
        ("RUN apt-get update && apt-get install -y curl", False),
        ("COPY requirements.txt /databricks/.", False),
        ("COPY python3 /databricks/", True),
        ("COPY --from=example/env /databricks /databricks", True),
        ("COPY --from=example/env / /", True),
        ("COPY setup.sh /tmp/\nRUN /tmp/setup.sh", True),
        ("RUN curl -s https://x.example/i.sh | bash", True),
        ("RUN curl -s https://x.example/e.tar | tar -x -C /databricks", True),
        ("RUN make install", True),
    ],
)
def test_what_something_unseen_may_have_made_is_told_apart(before: str, *, unseen: bool) -> None:
    minimal = "FROM databricksruntime/minimal:15.4-LTS"
    command = commands(f"{minimal}\n{before}\nRUN /databricks/python3/bin/pip install a")[-1]

    assert command.prefix is None
    assert unseen == command.unseen


def test_hostile_nesting_ends() -> None:
    quoted = "a"
    for _ in range(12):
        quoted = "bash -c " + "'" + quoted.replace("'", "'\\''") + "'"
    deep = "x " + "$(" * 3000

    assert commands(f"{STANDARD}RUN {quoted[:4000]}\nRUN {deep}\n") is not None


def test_windows_files_are_not_read_as_shell() -> None:
    base = "mcr.microsoft.com/windows/servercore:ltsc2022"
    text = f"# escape=`\nFROM {base}\nRUN dir C:\\x && pip install a\n"

    assert [] == commands(text)


@pytest.mark.parametrize(
    ("run", "program"),
    [
        ("cd /opt/v && bin/pip list", "/opt/v/bin/pip"),
        ("cd $X; bin/pip list", None),
        ("cd -; bin/pip list", None),
        ("cd /opt/v; cd bin; ./pip list", "/opt/v/bin/pip"),
        ("false || cd /opt/v; bin/pip list", None),
        ("pushd /opt/v; bin/pip list", None),
    ],
)
def test_a_relative_program_is_below_the_directory_if_that_is_known(
    run: str, program: str | None
) -> None:
    assert program == last(run, "WORKDIR /").program


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (". /opt/v/bin/activate && pip list", "/opt/v/bin:/databricks/x:/usr/bin"),
        (". /opt/v/bin/activate --quiet && pip list", None),
        (". $X && pip list", None),
        (".; pip list", "/databricks/"),
        ("false || . /opt/v/bin/activate; pip list", None),
        ("conda activate /opt/e && pip list", "/opt/e/bin:/databricks/x:/usr/bin"),
        ("conda activate e && pip list", None),
        ("conda install activate && pip list", "/databricks/"),
        ("conda; pip list", "/databricks/"),
    ],
)
def test_the_path_after_what_activates_an_environment(run: str, expected: str | None) -> None:
    path = last(run, "ENV PATH=/databricks/x:/usr/bin").environment.get("PATH")

    assert path is not None
    if expected is None:
        assert path.text is None
    else:
        assert (path.text or "").startswith(expected)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("bash -e", ["bash", "-e"]),
        ("bash -c", ["bash", "-c"]),
        ("bash -c -e", ["bash", "-c", "-e"]),
        ("sudo -u", ["sudo", "-u"]),
        ("sudo", ["sudo"]),
        ("env A=1", ["env", "A=1"]),
        ("conda run -n e", ["conda", "run", "-n", "e"]),
        ("conda run", ["conda", "run"]),
        ("su -c", ["su", "-c"]),
        ("eval", ["eval"]),
        ("timeout 5", ["timeout", "5"]),
    ],
)
def test_a_wrapper_with_nothing_to_run_is_the_command_itself(run: str, expected: list[str]) -> None:
    assert expected == words(last(run))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("X=; a $X b", ["a", "b"]),
        ('X=; a "$X" b', ["a", "", "b"]),
        ("X=; a $X", ["a"]),
        ("X=; a x$X b", ["a", "x", "b"]),
    ],
)
def test_an_empty_variable_is_a_word_only_in_quotes(run: str, expected: list[str]) -> None:
    assert expected == words(last(run))


@pytest.mark.parametrize("run", ["virtualenv /opt/v -p", "python -m", "python -m venv", "pip -m"])
def test_an_option_without_its_value_ends_well(run: str) -> None:
    assert run.split() == words(last(run))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pip uninstall -y a b", ["a", "b"]),
        ("pip3.11 uninstall a", ["a"]),
        ("python -m pip uninstall a", ["a"]),
        ("python -B -m pip uninstall a", ["a"]),
        ("uv pip uninstall a", ["a"]),
        ("uv tool uninstall a", []),
        ("uv uninstall a", []),
        ("pip install a", []),
        ("pip", []),
        ("python -B -m", []),
        ("python -m build uninstall a", []),
        ("python x.py -m pip uninstall a", []),
        ("conda uninstall a", []),
    ],
)
def test_what_a_command_takes_out_again(run: str, expected: list[str]) -> None:
    assert expected == uninstalled_by(last(run))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("echo a > b", "echo a"),
        ("> b echo a", "echo a"),
        ("sudo echo a", "sudo echo a"),
        ('echo a "b c" 2>&1', 'echo a "b c"'),
        ("apt-get update -y", "apt-get update -y"),
        ("rm -rf /x", "rm -rf /x"),
    ],
)
def test_a_command_stands_where_its_words_do(run: str, expected: str) -> None:
    (command,) = commands(f"FROM ubuntu\nRUN {run}\n")

    assert expected == command.span.source
    assert expected == " ".join(
        ["sudo"] * ("sudo" in run) + [word.span.source for word in command.words]
    )


def test_a_heredoc_of_a_command_that_is_not_followed_is_not_another_one_s() -> None:
    text = "FROM ubuntu\nRUN cat <<A > /x && bash <<B\nno\nA\nyes\nB\n"

    assert [["cat"], ["bash"], ["yes"]] == [words(one) for one in commands(text)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("apt-get update", set()),
        ("apt-get -y install a", {"a"}),
        ("apt-get install -y a", {"a"}),
        ("apt-get remove a", set()),
        ("apk del a && apk add b", {"b"}),
        ("conda clean -y && conda install a", {"a"}),
        ("dpkg -i ./a_1_all.deb", {"a"}),
        ("dnf install https://a.example/b.rpm", set()),
        ("apt-get install a:amd64", {"a"}),
        ("X=install; apt-get $X a", {"a"}),
    ],
)
def test_packages_of_commands_that_install(run: str, expected: set[str]) -> None:
    (stage,) = build_image(
        Document("Dockerfile", f"FROM ubuntu\nRUN {run}\n"), FACTS, {}, None
    ).stages

    assert expected == stage.filesystem.packages.names


@pytest.mark.parametrize(
    ("run", "is_open"),
    [
        ("apt-get install a", False),
        ("apt-get install a:amd64", False),
        ("dnf install https://a.example/b.rpm", True),
        ("rpm -ivh https://a.example/b.rpm", True),
        ("rpm --nodigest --upgrade b.rpm", True),
        ("rpm --import https://a.example/key", False),
        ("$UNKNOWN install a", True),
    ],
)
def test_what_is_installed_without_a_name_may_be_any_package(run: str, *, is_open: bool) -> None:
    (stage,) = build_image(
        Document("Dockerfile", f"FROM rockylinux:9\nRUN {run}\n"), FACTS, {}, None
    ).stages

    assert is_open is stage.filesystem.packages.open


@pytest.mark.parametrize("shell", ['["powershell", "-Command"]', '["/usr/bin/env", "bash", "-c"]'])
def test_what_runs_in_a_shell_that_is_not_read_may_do_anything(shell: str) -> None:
    text = f"FROM ubuntu\nSHELL {shell}\nRUN a\n"
    (stage,) = build_image(Document("Dockerfile", text), FACTS, {}, None).stages

    assert [] == list(stage.commands)
    assert stage.filesystem.opaque
    assert stage.filesystem.packages.open


@pytest.mark.parametrize(
    ("run", "forgiven"),
    [
        ("a || b", True),
        ("a; b", True),
        ("a && b", False),
        ("set -e; a; b", False),
        ("set -eux; a && b; c", False),
        ("(a) && b", False),
        ("a && (b; c)", False),
        ("<<EOF\na\nb\nEOF", True),
        ("<<EOF\nset -e\na\nb\nEOF", False),
    ],
)
def test_a_failure_is_forgiven_where_the_script_goes_on(run: str, *, forgiven: bool) -> None:
    (command,) = [one for one in commands(f"{STANDARD}RUN {run}\n") if one.name == "a"]

    assert forgiven is command.is_forgiven


@pytest.mark.parametrize("run", ["A=abc{}; echo $A", 'A=abc{}; pip install "$A"'])
def test_a_variable_that_doubles_with_each_line_is_given_up(run: str) -> None:
    """What is given up too late needs more memory than there is."""
    command = last(run.format("; A=$A$A" * 60))

    assert command.words[-1].text is None
