"""What a comment speaks for, in each kind of file: findings in these lines are silenced."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcslint.source import Document
from dcslint.suppress.comment import suppressions_in
from dcslint.suppress.places import Reach, places_of


def reached(language: str, text: str, line: int | None = None) -> list[list[int]]:
    """The lines (from 1) that each suppression of a text speaks for, from its first to its last."""
    document = Document("file", text)
    places = places_of(document, language)
    reach = Reach(document, places)
    lines = []
    for comment in places.comments:
        for suppression in suppressions_in(document, *comment):
            where = reach.of(suppression.kind, comment)
            assert where is not None
            first, last = (document.position(at)[0] for at in where)
            lines.append([first, last])
    return lines


def case(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_a_comment_above_an_instruction_means_all_of_it() -> None:
    text = case(
        r"""
        FROM a
        # dcslint: ignore[x] why

        # another comment
        RUN one && \
            # inside
            two <<EOF
        body
        EOF
        CMD b
        """
    )

    assert [[5, 9]] == reached("dockerfile", text)


def test_a_comment_inside_an_instruction_means_the_command_below_it() -> None:
    text = case(
        r"""
        FROM a
        RUN one && \
            # dcslint: ignore[x]
            two \
              --option && \
            three
        """
    )

    assert [[4, 5]] == reached("dockerfile", text)


def test_a_comment_behind_the_shell_code_of_run_means_the_instruction() -> None:
    text = "FROM a\nRUN one && \\\n    two # dcslint: ignore[x]\nRUN three\n"

    assert [[2, 3]] == reached("dockerfile", text)


def test_a_comment_in_a_heredoc_means_the_command_below_or_the_line() -> None:
    text = case(
        """
        FROM a
        RUN <<EOF
        # dcslint: ignore[x]
        two
        three # dcslint: ignore[y]
        EOF
        """
    )

    assert [[4, 4], [5, 5]] == reached("dockerfile", text)


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nENV A=b # dcslint: ignore[x]\n",
        "FROM a\nRUN echo '# dcslint: ignore[x]'\n",
        "FROM a\nCOPY <<EOF /x\n# dcslint: ignore[x]\nEOF\n",
        'FROM a\nRUN ["a", "# dcslint: ignore[x]"]\n',
    ],
)
def test_what_is_no_comment_of_a_dockerfile_suppresses_nothing(text: str) -> None:
    assert [] == reached("dockerfile", text)


def test_a_comment_for_a_stage_means_the_one_below_or_around_it() -> None:
    text = case(
        """
        # dcslint: ignore-stage[x]
        FROM a AS one
        RUN a
        # dcslint: ignore-stage[y]
        RUN b
        FROM c
        RUN d
        """
    )

    assert [[2, 5], [2, 5]] == reached("dockerfile", text)


def test_a_comment_for_a_file_means_all_of_it() -> None:
    assert [[1, 4]] == reached("dockerfile", "FROM a\nRUN b\n# dcslint: ignore-file[x]\n")


def test_a_comment_above_a_key_of_yaml_means_its_block() -> None:
    text = case(
        """
        a:
          # dcslint: ignore[x]
          b:
            c: 1
            # more
            d: [1,
              2]

          e: 1
        """
    )

    assert [[3, 7]] == reached("yaml", text)


def test_a_comment_beside_a_key_of_yaml_means_its_block() -> None:
    assert [[1, 3]] == reached("yaml", "b: # dcslint: ignore[x]\n  c: 1\n  d: 2\ne: 1\n")
    assert [[2, 2]] == reached("yaml", "b:\n  c: 1 # dcslint: ignore[x]\n  d: 2\ne: 1\n")


def test_a_comment_above_an_item_of_yaml_means_the_item_and_beside_it_the_entry() -> None:
    text = case(
        """
        jobs:
          # dcslint: ignore[x]
          - name: a
            size: 1
          - name: b # dcslint: ignore[y]
            size: 1
        """
    )

    assert [[3, 4], [5, 5]] == reached("yaml", text)


def test_text_of_yaml_is_no_comment() -> None:
    text = 'a: "# dcslint: ignore[x]"\nb: x#dcslint: ignore[y]\n'

    assert [] == reached("yaml", text)


def test_a_comment_of_hcl_means_the_block_or_attribute() -> None:
    text = case(
        """
        # dcslint: ignore[a]
        resource "databricks_cluster" "x" {
          // dcslint: ignore[b]
          docker_image {
            url = "u" /* dcslint: ignore[c] because */
          }
          conf = { # dcslint: ignore[d]
            a = 1
          }
        }
        """
    )

    assert [[2, 10], [4, 6], [5, 5], [7, 9]] == reached("hcl", text)


def test_a_comment_of_a_script_means_the_command() -> None:
    text = case(
        """
        # dcslint: ignore[x]
        curl -d '{
          "a": 1
        }' https://example.com
        echo "# dcslint: ignore[y]"
        cat <<EOF # dcslint: ignore[z]
        body
        EOF
        """
    )

    assert [[2, 4], [6, 7]] == [[a, min(b, 7)] for a, b in reached("shell", text)]


def test_a_comment_of_python_means_the_statement_entry_or_argument() -> None:
    text = case(
        """
        é = 1
        # dcslint: ignore[a]
        x = {
            "ä": 1,
            # dcslint: ignore[b]
            "docker_image": {
                "url": "# dcslint: ignore[no]",  # nosec # dcslint: ignore[c]
            },
        }
        f(
            # dcslint: ignore[d]
            y=g(
                1),
            z=2)
        """
    )

    assert [[3, 9], [6, 8], [7, 7], [12, 13]] == reached("python", text)


def test_python_that_is_none_has_comments_for_lines() -> None:
    assert [[2, 2]] == reached("python", "# dcslint: ignore[a]\nx = (\n")


def test_a_comment_of_markdown_means_the_fenced_block() -> None:
    text = case(
        """
        # dcslint: ignore[heading]
        <!-- dcslint: ignore[a] an example -->
        ```yaml
        # dcslint: ignore[b]
        docker_image:
          url: x
        other: 1
        ```
        """
    )

    assert [[3, 8], [5, 6]] == reached("markdown", text)


def test_a_comment_of_a_makefile_means_the_line_and_what_continues_it() -> None:
    text = "a:\n\t# dcslint: ignore[x]\n\tcurl -d '{' \\\n\t  b\n\techo\n"

    assert [[3, 4]] == reached("makefile", text)


def test_json_has_no_comments() -> None:
    assert [] == reached("json", '{"a": 1} // dcslint: ignore[x]\n# dcslint: ignore[x]\n')


def test_carriage_returns_change_nothing() -> None:
    text = "FROM a\r\n# dcslint: ignore[x] why\r\nRUN b \\\r\n  c\r\nRUN d\r\n"

    assert [[3, 4]] == reached("dockerfile", text)
    assert [[2, 3]] == reached("yaml", "# dcslint: ignore[x]\r\na:\r\n  b: 1\r\nc: 1\r\n")
    assert [[2, 3]] == reached("python", "# dcslint: ignore[x]\r\na = [\r\n 1]\r\nb = 1\r\n")


_PIECES = [
    "FROM a\n",
    "RUN b \\\n",
    "# dcslint: ignore[x]\n",
    "# dcslint: ignore-stage[x] y\n",
    "a:\n",
    "  - b: 1 # dcslint: ignore[x]\n",
    "<<EOF\n",
    "EOF\n",
    "x = {\n",
    "}\n",
    "```\n",
    "é\r\n",
    "'",
    "/* dcslint: ignore-file[x] */",
    "\x0c",
    "\r",
    "\ud800",
]


@given(
    st.sampled_from(
        ["dockerfile", "yaml", "hcl", "shell", "python", "markdown", "makefile", "json", "other"]
    ),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
)
def test_any_text_is_read_and_every_reach_lies_in_it(language: str, text: str) -> None:
    document = Document("file", text)
    places = places_of(document, language)
    reach = Reach(document, places)
    for comment in places.comments:
        assert 0 <= comment[0] < comment[1] <= len(text)
        for suppression in suppressions_in(document, *comment):
            where = reach.of(suppression.kind, comment)
            if where is not None:
                assert 0 <= where[0] <= where[1] <= len(text)
            assert suppression.removal.span.source.strip()


@pytest.mark.parametrize(
    ("language", "start", "unit"),
    [
        ("dockerfile", "", "# dcslint: ignore[x]\n"),
        ("dockerfile", "FROM a\n", "RUN b # dcslint: ignore[x]\n"),
        ("dockerfile", "# ", "#"),
        ("yaml", "a:\n", "  - b # dcslint: ignore[x]\n"),
        ("hcl", "", "# dcslint: ignore[x]\n"),
        ("hcl", "//", "/"),
        ("markdown", "dcslint\n", "<!--"),
        ("markdown", "dcslint\n", "<!-- dcslint: ignore[x] -->\n"),
    ],
)
def test_many_comments_are_linear_work(language: str, start: str, unit: str) -> None:
    """Allows ten times what the slowest takes; what is quadratic takes longer."""
    begin = time.process_time()
    reached(language, start + unit * (400_000 // len(unit)))
    assert time.process_time() - begin < 10, "it hangs"
