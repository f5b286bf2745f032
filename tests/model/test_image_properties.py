"""Promises of the image model that hold whatever the Dockerfile: it ends, and it keeps places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.model.image.environment import BASE_PATH, Layer
from dcslint.model.image.filesystem import normal_path
from dcslint.model.image.stages import build_image
from dcslint.source import Document, Value
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.model.image.nodes import Image

PIECES = [
    "FROM databricksruntime/standard:15.4-LTS\n",
    "FROM ubuntu AS base\n",
    "FROM base\n",
    "FROM $IMAGE:${TAG:-1}\n",
    "ARG TAG=1\n",
    "ARG IMAGE\n",
    "ENV PATH=/databricks/python3/bin:$PATH X='a b'\n",
    "ENV X $Y\n",
    "RUN pip install $X \"$X\" 'y z' && cd /tmp || source x/bin/activate\n",
    'RUN bash -c "pip install \\"$X\\"" <<EOF\nEOF\n',
    "RUN <<EOF\nfor p in a b; do pip3 install $p; done\nEOF\n",
    "RUN ln -s /a /b && ln -s /b /a && /a/bin/pip install x\n",
    'RUN ["pip", "install", "a\\u0062c"]\n',
    "RUN virtualenv /opt/v && . /opt/v/bin/activate && \\\n  # why\n  pip install x\\\ny\n",
    "COPY --from=base /opt/v /opt/v\n",
    "WORKDIR ../x\n",
    'SHELL ["/bin/bash", "-c"]\n',
    "USER $X\n",
    "CMD x\n",
]
files = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=12).map("".join)


def image(text: str) -> Image:
    return build_image(Document("Dockerfile", text), FACTS, {}, None)


def values(built: Image) -> list[Value]:
    found = [stage.base.value for stage in built.stages]
    for command in built.commands:
        found += command.words
        if command.pip is not None:
            found += [*command.pip.packages, *command.pip.files]
    return found


WORDS = [
    *("a", "'b c'", '"d"', "''", '""', "e\\ f", "a*", "--x=y", "\\\n"),
    *("$X", "$Y", "$Z", '"$X"', '"$Z"', "${X:-d e}", "${Q:-g}", "${X:+h}", "${X#a}", "$1", "$Q"),
    *("$(ls)", "`ls`", "$((1+1))", "<(ls)", "X=1", "é", "$'\\n'", "\r"),
]
commands = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join), max_size=5
).map(" ".join)


@given(st.sampled_from(["ls", "apt-get", "cp", "'ln'", "make", "pip"]), commands)
@example("ls", '"" $X"$Y"$Z x')
@settings(deadline=None, max_examples=400)
def test_the_texts_of_words_are_those_of_the_words(program: str, words: str) -> None:
    built = image(f"FROM a\nENV X='a b' Y= Z=z\nRUN Q=$(ls); {program} {words}\n")
    for command in built.commands:
        texts = command.texts

        assert texts == [word.text for word in command.words]
        assert command.called == command.words[0].text
        assert command.first.text == command.called


@given(files)
@example("FROM \x00\nRUN \ud800 $(\n")
@settings(deadline=None, max_examples=300)
def test_no_text_makes_the_model_raise(text: str) -> None:
    built = image(text)

    for stage in built.stages:
        assert stage.runtime is None or stage.runtime
        assert stage.python_environment is None or stage.python_environment.path


@given(files)
@settings(deadline=None, max_examples=200)
def test_every_known_value_has_a_place_in_the_file_and_a_map_of_its_text(text: str) -> None:
    for value in values(image(text)):
        assert 0 <= value.span.start <= value.span.end <= len(text)
        if value.text is None:
            assert value.unknown is not None
            continue
        pieces = value.map()
        offsets = [offset for offset, _, _, _ in pieces]
        assert sorted(offsets) == offsets
        for index, (offset, document, low, high) in enumerate(pieces):
            stop = offsets[index + 1] if index + 1 < len(pieces) else len(value.text)
            # The same length means the same letters, but for escapes of one character.
            if high - low == stop - offset > 2:
                assert value.text[offset:stop] == document.text[low:high]


@given(files)
@settings(deadline=None, max_examples=100)
def test_the_internal_mark_of_the_base_path_reaches_no_word(text: str) -> None:
    for value in values(image(text.replace("\x00", ""))):
        if "PATH" not in value.span.source and value.text is not None and "PATH" not in text:
            assert BASE_PATH not in value.text


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(), st.booleans(), st.booleans()), max_size=40
    )
)
@settings(deadline=None)
def test_an_environment_is_what_a_copied_dictionary_would_be(
    steps: list[tuple[str, int, bool, bool]],
) -> None:
    layer = Layer()
    plain: dict[str, str] = {}
    kept = []
    span = Document("x", "").span(0, 0)
    for name, number, keeps, opens in steps:
        layer.set(name, Value(str(number), span), "env")
        plain[name] = str(number)
        if keeps:
            kept.append((layer.now(), dict(plain)))
        if opens:
            layer = Layer(layer.now())

    for environment, expected in kept:
        found = {name: environment.get(name) for name in "ABC"}
        assert expected == {name: value.text for name, value in found.items() if value is not None}


@given(st.text(alphabet="./ab", max_size=12))
def test_a_normal_path_is_what_the_standard_library_makes_of_it(path: str) -> None:
    import posixpath

    expected = "/" + posixpath.normpath("/cwd/" + path if path[:1] != "/" else path).lstrip("/")

    assert expected == normal_path(path, "/cwd")
