"""Words of a shell script as values: expansions resolved, quotes gone, places kept."""

from __future__ import annotations

from dcslint.model.image.environment import TOO_MUCH
from dcslint.readers.shell import Expansion, Literal, Substitution
from dcslint.source import Span, Value, concatenate, join
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.model.image.environment import Environment
    from dcslint.readers.shell import Word

_SPACE = " \t\n"
_MAX_DEPTH = 16
# Set by the shell or the system at run time, so nothing in the file can tell.
_SPECIAL = "@*#?-$!0123456789_"


def resolve(word: Word, source: Value, environment: Environment) -> list[Value]:
    """The words that the shell makes of one: none, one, or several where an expansion is split."""
    exact = word.exact()
    if exact is not None:
        return [source.slice(*exact, around=(word.start, word.end))]
    parts = word.parts
    place = (source, word.start, word.end)
    values = [_part(part, source, environment, 0) for part in parts]
    fields: list[list[Value]] = [[]]
    for part, value in zip(parts, values, strict=True):
        splits = isinstance(part, Expansion) and not part.quoted
        if splits and value.text is not None and (value.text == "" or _has_space(value.text)):
            _split(value, fields)
        else:
            fields[-1].append(value)
    return [join(place, field) for field in fields if field]


def resolve_all(words: Iterable[Word], source: Value, environment: Environment) -> list[Value]:
    """The words that the shell makes of several."""
    values: list[Value] = []
    for word in words:
        exact = word.exact()
        if exact is None:
            values += resolve(word, source, environment)
        else:  # as `resolve` does: nearly all words are such
            values.append(source.slice(*exact, around=(word.start, word.end)))
    return values


def texts_of(word: Word, source: Value, environment: Environment) -> list[str | None]:
    """The texts of the words that `resolve` makes of one; values are made only where they must."""
    texts: list[str] = []
    known = True
    for part in word.parts:
        if isinstance(part, Literal):
            texts.append(part.text)
        elif isinstance(part, Substitution) or part.name in _SPECIAL:
            known = False
        else:
            found = environment.get(part.name)
            text = None if found is None else found.text
            room = environment.layer.room
            splits = text is not None and not part.quoted and (not text or _has_space(text))
            if part.operator or splits:
                return [value.text for value in resolve(word, source, environment)]
            if text is None or (text and room is not None and not room.take(len(text))):
                known = False
            else:
                texts.append(text)
    if not word.parts:
        return []
    return ["".join(texts) if known else None]


def resolve_one(word: Word, source: Value, environment: Environment) -> Value:
    """The value of a word that the shell does not split: the right side of an assignment."""
    parts = [_part(part, source, environment, 0) for part in word.parts]
    return join((source, word.start, word.end), parts)


def _has_space(text: str) -> bool:
    return any(char in text for char in _SPACE)


def _split(value: Value, fields: list[list[Value]]) -> None:
    """Add the fields of an unquoted expansion: the first joins what stands before it."""
    text = value.text or ""
    at = 0
    while at < len(text):
        if text[at] in _SPACE:
            if fields[-1]:
                fields.append([])
            at += 1
            continue
        end = at
        while end < len(text) and text[end] not in _SPACE:
            end += 1
        piece = value.slice(at, end)
        piece.span = value.span
        fields[-1].append(piece)
        at = end


def _part(
    part: Literal | Expansion | Substitution, source: Value, environment: Environment, depth: int
) -> Value:
    if isinstance(part, Literal) and part.exact:
        return source.slice(part.start, part.end)
    span = source.place(part.start, part.end)
    if isinstance(part, Literal):
        return Value(part.text, span, pieces=((0, span.document, span.start, span.end),))
    if isinstance(part, Substitution):
        return Value.of_unknown(span, "the output of a command")
    return _expansion(part, span, source, environment, depth)


def _expansion(
    part: Expansion, span: Span, source: Value, environment: Environment, depth: int
) -> Value:
    if part.name in _SPECIAL:
        return Value.of_unknown(span, f"${part.name} is set when the script runs")
    found = environment.get(part.name)
    room = environment.layer.room
    if found is not None and found.text and room is not None and not room.take(len(found.text)):
        return Value.of_unknown(span, TOO_MUCH)
    operator = part.operator
    if operator == "":
        return _referred(found, part.name, span)
    if depth >= _MAX_DEPTH:
        reached(f"{_MAX_DEPTH} variables in each other", span)
    if depth >= _MAX_DEPTH or part.argument is None or operator.lstrip(":") not in ("-", "+", "="):
        return Value.of_unknown(span, f"${{{part.name}{operator}…}} is not evaluated")
    if found is None:
        return Value.of_unknown(span, f"${part.name} is not set in this file")
    if found.text is None and not (found.unknown is not None and found.unknown.unset):
        return found
    is_set = bool(found.text) or (found.text is not None and not operator.startswith(":"))
    if is_set == operator.endswith("+"):
        result = _argument(part, span, source, environment, depth)
    else:
        result = _referred(found, part.name, span) if is_set else Value("", span, pieces=())
    return _resting_on(result, found)


def _resting_on(result: Value, decisive: Value) -> Value:
    """The result, overridable if the variable that decided it is."""
    if result.text is not None and decisive.overridable and not result.overridable:
        result.overridable = True
        result.origins = (*result.origins, *decisive.origins)
    return result


def _argument(
    part: Expansion, span: Span, source: Value, environment: Environment, depth: int
) -> Value:
    assert part.argument is not None
    parts = [_part(inner, source, environment, depth + 1) for inner in part.argument.parts]
    return concatenate(span, parts)


def _referred(found: Value | None, name: str, span: Span) -> Value:
    """A variable's value used here: it points here, its characters stand where it was set."""
    if found is None:
        return Value.of_unknown(span, f"${name} is not set in this file")
    if found.text is None:
        return Value(None, span, unknown=found.unknown, origins=found.origins)
    return Value(
        found.text,
        span,
        pieces=found.map(),
        origins=found.origins,
        overridable=found.overridable,
    )
