"""No secret reaches an output: planted in every kind of line, with findings on and around it."""

from __future__ import annotations

import pytest

from dcslint.diagnostic import Diagnostic, Failure, Related, Report, Unjudged
from dcslint.source import Document, Edit, Fix, Host
from report_for_tests import document, found, rendered, report_of, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span

# Two secrets of one length: an output that differs between them tells something of them.
SECRETS = ("hunter2canary", "c0rrectcanary")
LINES = """
ENV DB_PASSWORD=~
ENV DB_PASSWORD ~
ARG TOKEN="~"
RUN docker login -u me -p ~ registry && ls
RUN curl -H 'Authorization: Bearer ~' https://host/x
RUN pip install -i https://me:~@host/simple x
RUN mysql -uroot -p~ && echo "~"
RUN --mount=type=secret,id=x bash -c "export TOKEN=~ && make"
CMD ["x", "--password", "~", "y"]
{"docker_image": {"basic_auth": {"username": "me", "password": "~"}}, "a": "~"}
password: ~
password = "~"
""".strip().splitlines()
FORMATS = (
    *("json", "sarif", "concise", "jsonl"),
    *("github", "gitlab", "junit", "checkstyle", "markdown"),
)
OPTIONS = {"show_unresolved": True, "statistics": True, "exit_status": 1, "root_uri": "file:///w/"}


def everywhere(secret: str, line: str) -> Report:
    """Findings on the secret's line and on both beside it, which say all they know of it."""
    line = line.replace("~", secret)
    text = f"FROM a # above\n{line}\nUSER b # below {secret}\n"
    one = document(text)
    inner = line.index(secret) + len("FROM a # above\n")
    places = [
        one.span(0, 4),
        one.span(inner, inner + len(secret)),
        one.span(inner + 3, inner + 5),
        one.span(text.index(line), text.index(line) + len(line)),
        one.span(text.index("USER"), text.index("USER") + 4),
        one.span(2, len(text) - 2),
    ]
    report = report_of(*(_telling(place, secret) for place in places))
    report.unjudged = [Unjudged(place, f"{secret} is odd", ("r",), place) for place in places]
    error = KeyError(secret)
    report.failures = [Failure(f"KeyError: {error}", rule="r", path="Dockerfile", error=error)]
    return report


def _telling(place: Span, secret: str) -> Diagnostic:
    return found(
        place,
        f"says {secret}, '{secret}'",
        related=(Related(place, f"where {secret} is"),),
        fix=Fix(f"remove {secret}", [Edit(place, secret)]),
        contexts=({"target": secret, "cluster": f"c-{secret}"},),
    )


def outputs(report: Report) -> list[str]:
    forms = [("text", {}), ("text", {"quiet": True}), ("text", {"color": True})]
    forms += [(form, {}) for form in FORMATS]
    return [rendered(form, report, rule(), **{**OPTIONS, **more}) for form, more in forms]


@pytest.mark.parametrize("line", LINES)
def test_no_output_shows_a_secret_nor_differs_by_it(line: str) -> None:
    first, second = (outputs(everywhere(secret, line)) for secret in SECRETS)
    for secret, texts in zip(SECRETS, (first, second), strict=True):
        assert not [text for text in texts if secret in text]
    assert first == second


def test_the_canaries_would_be_seen() -> None:
    report = everywhere(SECRETS[0], LINES[0])
    for one in report.diagnostics:
        one.span.document.find_secrets = None
    texts = outputs(report)
    assert [True] * len(texts) == [SECRETS[0] in text for text in texts]


def test_a_secret_that_only_an_embedded_document_knows_is_masked_in_its_host() -> None:
    host = Document("run.sh", 'x \'{"k": "hunter2canary"}\'\ny hunter2canary\n')
    inner = Document("run.sh", host.text[3:24], host=Host(host.span(3, 24), ((0, host, 3, 24),)))
    inner.mark_secret(7, 20)
    report = report_of(found(inner.span(1, 4)), found(host.span(27, 28), "hunter2canary"))
    assert not [text for text in outputs(report) if "hunter2" in text]


def test_a_secret_written_with_escapes_is_masked_as_written_and_as_meant() -> None:
    one = Document("c.json", '{"password": "hunter2\\"canary"}')
    one.mark_secret(14, 29, 'hunter2"canary')
    report = report_of(found(one.span(1, 11), 'says hunter2"canary'))
    assert not [text for text in outputs(report) if "hunter2" in text or "canary" in text]
