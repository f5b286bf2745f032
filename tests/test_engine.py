"""What the engine adds to a check: nothing but its promises, each of which is a test here."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.checks import check
from dcslint.diagnostic import Diagnostic, Problem, Related, Report
from dcslint.engine import Engine
from dcslint.facts import Facts
from dcslint.reporters.visible import message_of
from dcslint.rulebook.card import parse_card
from dcslint.rulebook.index import checks_in, define
from dcslint.rulebook.rule import Rule
from dcslint.source import Document, Edit, Fix, Host, Origin, Public, Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dcslint.config import Today
    from dcslint.diagnostic import Problems
    from dcslint.model.project import Project

TODAY = "2026-11-23"


class Word:
    """A node: a value, and what else a test wants a check to find on it."""

    def __init__(self, value: Value, **more: Any) -> None:
        self.value = value
        self.more = more


class OtherWord(Word):
    pass


class Words:
    """A unit whose nodes a test has made."""

    def __init__(
        self,
        document: Document,
        nodes: Iterable[Word | Step],
        contexts: dict[int, tuple[dict[str, str], ...]] | None = None,
    ) -> None:
        self.document = document
        self._nodes = list(nodes)
        self._contexts = contexts or {}

    def nodes(self, node_type: str) -> Iterable[object]:
        return [node for node in self._nodes if type(node).__name__ == node_type]

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        return self._contexts.get(self._nodes.index(node), ())  # type: ignore[arg-type]

    def concerns_databricks(self) -> bool:
        return True


@check()
def bad(word: Word) -> Problems:
    text = word.value.known()
    if text is not None:
        yield Problem(word.value, text=text, **word.more.get("options", {}))


@check()
def bad_place(word: Word) -> Problems:
    yield Problem(word.value.span, text=word.value.text or "", **word.more.get("options", {}))


@check()
def other(word: OtherWord) -> Problems:
    yield Problem(word.value.span, text="other")


@check()
def handed(word: Word, facts: Facts, project: Project, today: Today) -> Problems:
    yield Problem(word.value.span, text=f"{type(facts).__name__} {project} {today}")


@check()
def broken(word: Word) -> Problems:
    yield Problem(word.value.span, text="before")
    raise RuntimeError("no more")


@check()
def parameters(word: Word, *, words: list[str]) -> Problems:
    yield Problem(word.value.span, text=",".join(words))


class Step:
    """A node with a name."""

    def __init__(self, value: Value) -> None:
        self.name = value.text
        self.span = value.span


@check(names=("COPY", "ADD"))
def copying(step: Step) -> Problems:
    yield Problem(step.span, text="copies")


@check(names_in="programs")
def listed(step: Step, *, programs: list[str]) -> Problems:
    yield Problem(step.span, text=f"one of {','.join(programs)}")


@check(names_in="programs")
def listed_by_default(step: Step, *, programs: tuple[str, ...] = ("RUN",)) -> Problems:
    yield Problem(step.span, text=f"one of {','.join(programs)}")


@check()
def every(step: Step) -> Problems:
    yield Problem(step.span, text="every")


@check(names=("COPY",))
def named(word: Word) -> Problems:
    yield Problem(word.value.span, text="named")


@check()
def shortened(word: Word, *, length: int) -> Problems:
    yield Problem(word.value, text=(word.value.text or "")[:length])


@check()
def tabled(word: Word, *, kind: str) -> Problems:
    yield Problem(word.value, text=Public(kind))


@check("mild", "harsh")
def cased(word: Word) -> Problems:
    yield Problem(word.value.span, case=word.value.text, text="case")


def rule(
    check_name: str, *, name: str = "", message: str = "it says {text}", extra: str = ""
) -> Rule:
    front = f"severity: error\nmessage: '{message}'\n"
    if check_name == "cased":
        front = "cases:\n" + "".join(
            f"  {case}: {{severity: {severity}, message: '{message}'}}\n"
            for case, severity in (("mild", "note"), ("harsh", "error"))
        )
    name = name or check_name.replace("_", "-")
    text = f"---\n{front}check: {check_name}\nsource: [x]\nsince: 0.1.0\n{extra}---\n# T\n\nWhy.\n"
    checks = checks_in([sys.modules[__name__]])
    return Rule(define(parse_card(f"rules/group/{name}.md", text), checks))


def run(rules: Iterable[Rule], *units: Words, project: Any = None) -> Report:
    engine = Engine(rules, Facts({}), TODAY)
    for unit in units:
        engine.lint(unit, project)
    return engine.finish()


def words_of(text: str, path: str = "a") -> tuple[Document, list[Value]]:
    """A document and the value of each of its words."""
    document = Document(path, text)
    values = []
    at = 0
    for word in text.split(" "):
        values.append(Value(word, document.span(at, at + len(word))))
        at += len(word) + 1
    return document, values


def one_word(text: str = "bad", path: str = "a", **options: Any) -> Words:
    document, (value,) = words_of(text, path)
    return Words(document, [Word(value, options=options)])


class TestDispatch:
    def test_a_check_is_called_for_nodes_of_its_type_only(self) -> None:
        document, (first, second) = words_of("one two")

        unit = Words(document, [Word(first), OtherWord(second)])
        report = run([rule("bad"), rule("other")], unit)

        assert [
            "a:1:1: error: it says one [bad]",
            "a:1:5: error: it says other [other]",
        ] == list(map(repr, report.diagnostics))

    def test_facts_project_and_date_are_handed_in(self) -> None:
        (found,) = run([rule("handed")], one_word(), project="project").diagnostics

        assert f"it says Facts project {TODAY}" == found.message

    def test_parameters_come_from_the_card(self) -> None:
        asking = rule("parameters", extra="with: {words: [a, b]}\n")

        (found,) = run([asking], one_word()).diagnostics

        assert "it says a,b" == found.message

    def test_two_rules_may_share_a_check(self) -> None:
        rules = [
            rule("parameters", name=name, extra=f"with: {{words: [{name}]}}\n")
            for name in ("one", "two")
        ]

        report = run(rules, one_word())

        assert ["it says one", "it says two"] == [found.message for found in report.diagnostics]

    def test_a_check_is_called_for_nodes_of_its_names_only(self) -> None:
        document, values = words_of("RUN COPY FROM ADD")
        rules = [
            rule("copying"),
            rule("listed", extra="with: {programs: [FROM, COPY]}\n"),
            rule("listed_by_default"),
            rule("every"),
        ]

        report = run(rules, Words(document, map(Step, values)))

        assert not report.failures
        assert {
            1: ["every", "one of RUN"],
            5: ["copies", "every", "one of FROM,COPY"],
            10: ["every", "one of FROM,COPY"],
            15: ["copies", "every"],
        } == {
            value.span.start + 1: sorted(
                found.message.removeprefix("it says ")
                for found in report.diagnostics
                if found.span == value.span
            )
            for value in values
        }

    def test_a_check_of_an_empty_list_of_names_is_called_for_every_node(self) -> None:
        document, values = words_of("RUN COPY")
        asking = rule("listed", extra="with: {programs: []}\n")

        report = run([asking], Words(document, map(Step, values)))

        assert 2 == len(report.diagnostics)

    def test_a_check_of_names_is_called_for_no_node_without_one(self) -> None:
        report = run([rule("named")], one_word())

        assert not report.diagnostics
        assert not report.failures

    def test_files_are_counted_in_order(self) -> None:
        assert ["b", "a"] == run([], one_word(path="b"), one_word(path="a")).files


class TestCases:
    def test_a_case_has_its_own_severity(self) -> None:
        document, values = words_of("mild harsh")

        report = run([rule("cased")], Words(document, map(Word, values)))

        assert [("mild", "note"), ("harsh", "error")] == [
            (found.case, found.severity) for found in report.diagnostics
        ]
        assert "error" == rule("cased").severity

    def test_a_case_that_was_not_declared_is_a_failure(self) -> None:
        report = run([rule("cased")], one_word("cruel"))

        (failure,) = report.failures
        assert ("cased", "a", []) == (failure.rule, failure.path, report.diagnostics)
        assert "cruel" in failure.message

    def test_a_word_that_the_message_needs_and_does_not_get_is_a_failure(self) -> None:
        report = run([rule("bad", message="{nothing}")], one_word())

        assert ["ValueError: the message names {nothing}; its check gives {text}"] == [
            failure.message for failure in report.failures
        ]


class TestDefaults:
    @pytest.fixture
    def default(self) -> Value:
        document = Document("a", "ARG X=old FROM $X")
        origin = Origin("default", "X", document.span(6, 9))
        return Value("old", document.span(15, 17), origins=(origin,), overridable=True)

    def test_a_finding_that_rests_on_a_default_says_so_and_is_at_most_a_warning(
        self, default: Value
    ) -> None:
        (found,) = run([rule("bad")], Words(default.span.document, [Word(default)])).diagnostics

        assert "a:1:16: warning: it says old (by default) [bad]" == repr(found)

    def test_it_shows_where_the_default_is(self, default: Value) -> None:
        (found,) = run([rule("bad")], Words(default.span.document, [Word(default)])).diagnostics

        assert [("the default of X is set here", "old")] == [
            (related.message, related.span.source) for related in found.related
        ]

    def test_a_default_that_a_judgement_rests_on_beside_its_place_counts_too(
        self, default: Value
    ) -> None:
        (found,) = run([rule("bad")], one_word(because=[default, None])).diagnostics

        assert "a:1:1: warning: it says bad (by default) [bad]" == repr(found)

    def test_a_note_stays_a_note(self, default: Value) -> None:
        softened = rule("bad").with_severity("note")

        (found,) = run([softened], Words(default.span.document, [Word(default)])).diagnostics

        assert "note" == found.severity

    def test_a_variable_that_nothing_can_replace_is_shown_and_still_an_error(self) -> None:
        document = Document("a", "X=old $X")
        value = Value(
            "old",
            document.span(6, 8),
            origins=(Origin("variable", "X", document.span(2, 5)),),
        )

        (found,) = run([rule("bad")], Words(document, [Word(value)])).diagnostics

        assert ("error", "it says old") == (found.severity, found.message)
        assert ["X is set here"] == [related.message for related in found.related]

    def test_a_place_that_is_shown_twice_is_shown_once(self, default: Value) -> None:
        related = Related(default.origins[0].span, "the default of X is set here")
        unit = Words(default.span.document, [Word(default, options={"related": [related]})])

        (found,) = run([rule("bad")], unit).diagnostics

        assert [related] == list(found.related)


class TestUnknown:
    def test_a_value_that_is_passed_over_is_noted_with_the_rules_and_the_reason(self) -> None:
        document = Document("a", "FROM $X")
        value = Value.of_unknown(document.span(5, 7), "ARG X has no default")
        rules = [rule("bad", name="second"), rule("bad", name="first")]

        report = run(rules, Words(document, [Word(value)]))

        (one,) = report.unjudged
        assert ([], "$X", "ARG X has no default", ("first", "second"), None) == (
            report.diagnostics,
            one.span.source,
            one.reason,
            one.rules,
            one.where,
        )

    def test_it_says_where_the_reason_lies(self) -> None:
        document = Document("a", "ARG X FROM $X")
        value = Value.of_unknown(document.span(11, 13), "no default", where=document.span(4, 5))

        (one,) = run([rule("bad")], Words(document, [Word(value)])).unjudged

        assert one.where is not None
        assert "X" == one.where.source

    def test_the_next_node_is_judged_all_the_same(self) -> None:
        document = Document("a", "? bad")
        unknown = Value.of_unknown(document.span(0, 1), "a question mark")
        known = Value("bad", document.span(2, 5))

        report = run([rule("bad")], Words(document, [Word(unknown), Word(known)]))

        assert (1, 1) == (len(report.unjudged), len(report.diagnostics))


class TestFailures:
    def test_a_check_that_raises_is_named_and_everything_else_goes_on(self) -> None:
        report = run(
            [rule("broken"), rule("bad")], one_word("x", path="a"), one_word("y", path="b")
        )

        why = "RuntimeError: no more"
        assert [("broken", "a", why), ("broken", "b", why)] == [
            (failure.rule, failure.path, failure.message) for failure in report.failures
        ]
        assert ["it says x", "it says y"] == [
            found.message for found in report.diagnostics if found.rule == "bad"
        ]
        assert isinstance(report.failures[0].error, RuntimeError)

    def test_a_check_that_cannot_be_imported_is_named_once(self) -> None:
        gone = rule("bad")
        gone.module = "no_such_module_of_checks"

        report = run([gone, rule("other")], one_word(), one_word())

        (failure,) = report.failures
        assert ("bad", None) == (failure.rule, failure.path)
        assert failure.message.startswith("ModuleNotFoundError: ")


class TestMerging:
    CONTEXTS: tuple[tuple[dict[str, str], ...], ...] = (
        ({"target": "dev", "cluster": "main"},),
        ({"target": "prod", "cluster": "main"}, {"target": "dev", "cluster": "main"}),
    )

    def test_one_finding_of_several_targets_has_their_contexts(self) -> None:
        document, (value,) = words_of("bad")
        unit = Words(document, [Word(value), Word(value)], dict(enumerate(self.CONTEXTS)))

        (found,) = run([rule("bad")], unit).diagnostics

        assert (
            {"target": "dev", "cluster": "main"},
            {"target": "prod", "cluster": "main"},
        ) == found.contexts

    def test_other_words_make_another_finding(self) -> None:
        document, (value,) = words_of("bad")
        words = [Word(Value(text, value.span)) for text in ("one", "two")]

        report = run([rule("bad")], Words(document, words))

        assert ["it says one", "it says two"] == [found.message for found in report.diagnostics]


class TestEmbedded:
    @pytest.fixture
    def guest(self) -> Document:
        r"""A JSON text in a shell word: `'{"a": "b\"c"}'`, the quote of the inside escaped."""
        host = Document("script.sh", 'curl -d "{\\"image\\": 1}"')
        text = '{"image": 1}'
        # Each \" of the host is one " of the guest.
        pieces = (
            (0, host, 9, 10),
            (1, host, 10, 12),
            (2, host, 12, 17),
            (7, host, 17, 19),
            (8, host, 19, 23),
        )
        return Document("script.sh", text, host=Host(host.span(9, 23), pieces))

    def test_a_finding_is_where_the_text_stands_in_the_file_on_disk(self, guest: Document) -> None:
        value = Value("1", guest.span(10, 11))

        (found,) = run([rule("bad")], Words(guest, [Word(value)])).diagnostics

        assert ("1", 'curl -d "{\\"image\\": 1}"') == (found.span.source, found.span.document.text)

    def test_a_fix_is_in_the_file_on_disk(self, guest: Document) -> None:
        value = Value("1", guest.span(10, 11))
        fix = Fix("write 2", [Edit(value.span, "2")])

        (found,) = run([rule("bad")], Words(guest, [Word(value, options={"fix": fix})])).diagnostics

        assert found.fix is not None
        assert "1" == found.fix.edits[0].span.source
        assert guest.host is not None
        assert guest.host.span.document is found.fix.edits[0].span.document

    def test_there_is_no_fix_where_the_characters_are_not_the_same(self, guest: Document) -> None:
        value = Value('"image"', guest.span(1, 8))
        fix = Fix("write", [Edit(value.span, '"url"')])

        (found,) = run([rule("bad")], Words(guest, [Word(value, options={"fix": fix})])).diagnostics

        assert found.fix is None


class TestWords:
    def test_a_secret_never_reaches_a_message_or_a_related_place(self) -> None:
        document, (value,) = words_of("hunter2hunter2")
        document.mark_secret(0, 14)
        related = Related(value.span, "hunter2hunter2 is here")
        unit = Words(document, [Word(value, options={"related": [related]})])

        (found,) = run([rule("bad")], unit).diagnostics

        assert "it says ********" == found.message
        assert not isinstance(found.message, Public)
        assert "hunter2" not in repr([one.message for one in found.related])

    @pytest.mark.parametrize(
        ("length", "shown"),
        [(30, "a ******** b"), (12, "a ********"), (4, "a ********"), (2, "a ")],
    )
    def test_a_word_that_is_cut_off_has_no_half_of_a_secret(self, length: int, shown: str) -> None:
        text = "a hunter2hunter2 b"
        document = Document("a", text)
        document.mark_secret(2, 16)
        one = rule("shortened", extra=f"with: {{length: {length}}}\n")

        (found,) = run(
            [one], Words(document, [Word(Value(text, document.span(0, len(text))))])
        ).diagnostics

        assert f"it says {shown}" == found.message

    @pytest.mark.parametrize("overridable", [False, True])
    def test_no_secret_is_looked_for_where_a_message_says_nothing_of_the_file(
        self, *, overridable: bool
    ) -> None:
        """And so none is masked that the card's own words happen to be: a mask would tell of it."""
        document, (value,) = words_of("rules")
        document.find_secrets = lambda _: [(0, 5)]
        value.overridable = overridable
        one = rule("tabled", message="it says {text} of rules", extra="with: {kind: rules}\n")

        (found,) = run([one], Words(document, [Word(value)])).diagnostics

        assert found.message.startswith("it says rules of rules")
        assert found.message == message_of(found)
        assert document.find_secrets is not None
        assert "********" == document.redact("rules")

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("a\nb", "a\\nb"), ("a\x1b[31mb", "a\\x1b[31mb"), ("a\u202eb", "a\\u202eb"), ("é", "é")],
    )
    def test_control_and_bidirectional_characters_are_shown_as_escapes(
        self, text: str, shown: str
    ) -> None:
        document = Document("a", "x")

        (found,) = run(
            [rule("bad")], Words(document, [Word(Value(text, document.span(0, 1)))])
        ).diagnostics

        assert f"it says {shown}" == found.message

    def test_braces_in_a_word_are_no_fields(self) -> None:
        (found,) = run([rule("bad")], one_word("{text}{secret}")).diagnostics

        assert "it says {text}{secret}" == found.message


places = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 8), st.sampled_from(["bad", "bad-place"])),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(places, st.randoms())
def test_the_order_of_a_report_does_not_depend_on_the_order_of_the_run(
    wanted: list[tuple[str, int, str]], random: Any
) -> None:
    documents = {path: Document(path, "0123456789") for path in "abc"}

    def report(rows: list[tuple[str, int, str]], rules: list[Rule]) -> list[str]:
        units = [
            Words(documents[path], [Word(Value(str(at), documents[path].span(at, at + 1)))])
            for path, at, _ in rows
        ]
        return list(map(repr, run(rules, *units).diagnostics))

    rules = [rule("bad"), rule("bad_place")]
    expected = report(wanted, rules)
    keys = [(line.split(" ")[0], line.split("[")[1][:-1]) for line in expected]
    shuffled = list(wanted)
    random.shuffle(shuffled)

    assert expected == report(shuffled, rules[::-1])
    assert keys == sorted(keys)


def test_a_diagnostic_reads_as_cards_show_it() -> None:
    document = Document("sub/a", "one\ntwo")

    found = Diagnostic("rule", "note", "message", Span(document, 5, 6))

    assert "sub/a:2:2: note: message [rule]" == repr(found)
