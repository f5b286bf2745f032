"""The syntax of a shell script, as the reader returns it: a flat list of simple commands.

All offsets are into the text that was read; the model maps them to the source. Nesting is told by
`Scope`s, so that a walk over a hostile script needs no recursion.
"""

from __future__ import annotations


class Literal:
    """Characters that mean themselves. `text` is without quotes and escapes.

    `exact` says that `text` equals the source slice `[start, end)` letter by letter.
    `quoted` says that the shell neither splits it nor expands globs or a tilde in it.
    """

    __slots__ = ("end", "exact", "quoted", "start", "text")

    def __init__(self, text: str, start: int, end: int, *, quoted: bool, exact: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.quoted = quoted
        self.exact = exact


class Expansion:
    """`$name`, `${name}` or `${name:-word}`.

    `operator` is "" or ":-", "-", ":+", "#", "%%", "/" …; `argument` is the word behind it as
    written (None without an operator); `name` may be a special parameter ("@", "1", "?").
    `${#name}` and `${!name}` have the operators "len" and "!". `${name[…]…}` has the operator "["
    and the rest up to the brace as argument; what is no expansion of a parameter (`${}`,
    `${{ x }}`, `${ cmd; }`) has the operator "invalid" and often no name.
    """

    __slots__ = ("argument", "end", "name", "operator", "quoted", "start")

    def __init__(
        self,
        name: str,
        operator: str,
        argument: Word | None,
        start: int,
        end: int,
        *,
        quoted: bool,
    ) -> None:
        self.name = name
        self.operator = operator
        self.argument = argument
        self.start = start
        self.end = end
        self.quoted = quoted


class Substitution:
    """`$(…)`, `` `…` ``, `<(…)`, `>(…)` or `$((…))`: a text known only when it runs.

    `kind` is "command", "backtick", "input", "output" or "arithmetic". The commands inside the
    first four stand in the script, in `scope`, which is of kind "substitution". Two more kinds are
    no single text either: "array" for `(…)` behind `name=`, "unread" for what is nested too deep.
    """

    __slots__ = ("end", "kind", "quoted", "scope", "start")

    def __init__(
        self, kind: str, start: int, end: int, *, quoted: bool, scope: Scope | None = None
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.quoted = quoted
        self.scope = scope


class Word:
    """One word: its parts in order. An empty quoted word (`""`) has one empty quoted Literal."""

    __slots__ = ("end", "parts", "start")

    def __init__(
        self, start: int, end: int, parts: list[Literal | Expansion | Substitution]
    ) -> None:
        self.start = start
        self.end = end
        self.parts = parts

    def literal(self) -> str | None:
        """The text, if every part is literal; else None."""
        texts = []
        for part in self.parts:
            if not isinstance(part, Literal):
                return None
            texts.append(part.text)
        return "".join(texts)

    def exact(self) -> tuple[int, int] | None:
        """Where the text stands letter by letter, if the word is one literal of that kind."""
        if len(self.parts) == 1:
            part = self.parts[0]
            if isinstance(part, Literal) and part.exact:
                return part.start, part.end
        return None


class PlainWord(Word):
    """A word of characters that mean themselves, bare or all in double quotes: most words are.

    Its one part is made when somebody asks for it: `parts` is a slot that is empty until then.
    """

    __slots__ = ("_is_made", "_quoted", "_text")

    def __init__(self, start: int, end: int, text: str, *, quoted: bool) -> None:
        self.start = start
        self.end = end
        self._text = text
        self._quoted = quoted
        self._is_made = False

    def __getattr__(self, name: str) -> list[Literal | Expansion | Substitution]:
        """The value of the empty slot, which it then holds. Raises AttributeError for others."""
        if name != "parts":
            raise AttributeError(f"a word has no {name}")
        start, end = self.start + self._quoted, self.end - self._quoted
        self.parts = [Literal(self._text, start, end, quoted=self._quoted, exact=True)]
        self._is_made = True
        return self.parts

    def literal(self) -> str:
        """The text."""
        return self._text

    def exact(self) -> tuple[int, int] | None:
        """Where the text stands letter by letter; as the part says, which may have been moved."""
        if self._is_made:
            return super().exact()
        return self.start + self._quoted, self.end - self._quoted


class Assignment:
    """`NAME=word` or `NAME+=word` before a command or alone. An array has `array` True.

    `elements` are the words of `NAME=(…)`, whose `value` is one Substitution of kind "array";
    `NAME[i]=word` is an array with a value and no elements.
    """

    __slots__ = ("append", "array", "elements", "end", "name", "start", "value")

    def __init__(
        self,
        name: str,
        value: Word,
        start: int,
        end: int,
        *,
        append: bool,
        array: bool,
        elements: list[Word],
    ) -> None:
        self.name = name
        self.value = value
        self.start = start
        self.end = end
        self.append = append
        self.array = array
        self.elements = elements


class Body:
    """The body of a heredoc; `expand` is False where its delimiter was quoted.

    `text` is the slice `[start, end)`, for `<<-` without the tabs at the start of its lines. The
    commands of substitutions in it stand in the script.
    """

    __slots__ = ("end", "expand", "start", "text")

    def __init__(self, text: str, start: int, end: int, *, expand: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.expand = expand


class Redirect:
    """`> file`, `2>&1`, `<< EOF`, `<<< word`. `target` is None for a heredoc, whose text is `body`.

    `fd` is what stands in front of the operator: "", "2", "{name}". A heredoc whose body never
    comes has neither target nor body. `end` of a heredoc is that of its delimiter word.
    """

    __slots__ = ("body", "end", "fd", "operator", "start", "target")

    def __init__(
        self,
        operator: str,
        target: Word | None,
        body: Body | None,
        start: int,
        end: int,
        *,
        fd: str = "",
    ) -> None:
        self.operator = operator
        self.target = target
        self.body = body
        self.start = start
        self.end = end
        self.fd = fd


class Scope:
    """Where a command runs: kind and parent.

    kind "script" is the top. Changes of variables or of the directory made in "subshell", "pipe"
    (an element of a pipeline with two or more), "background" (`… &`, `coproc`) and "substitution"
    stay inside; those made in "group" (`{ …; }`) and "branch" (the body of if, elif, case, for,
    while, until; for what stands behind `&&` and `||` see `SimpleCommand.after`) do not, but a
    branch may not have run. "function" is a body that runs only when called; `name` is its name.

    `after` is the operator in front of a `( … )` or `{ …; }`, which no command inside can tell:
    what stands in `a && { b; }` may not run.
    """

    __slots__ = ("after", "kind", "name", "parent")

    def __init__(self, kind: str, parent: Scope | None, *, after: str = "", name: str = "") -> None:
        self.kind = kind
        self.parent = parent
        self.after = after
        self.name = name

    def isolated(self) -> Scope:
        """The innermost scope that keeps its changes to itself: self or an ancestor."""
        scope = self
        while scope.parent is not None and scope.kind in ("group", "branch"):
            scope = scope.parent
        return scope


class SimpleCommand:
    """Assignments, words and redirects; `words` is empty for a bare assignment.

    `after` is the operator that joins it to the command before in its list: "" (first, or a new
    line), ";", "&&", "||", "|", "|&", "&". `keyword` is the nearest reserved word in front, if any:
    "if", "then", "while", "!", "time" … (brackets are told by the scope); "for" and "select" give a
    command whose words are the loop's variable and list. `end` is behind the last word or redirect.
    """

    __slots__ = (
        "after",
        "assignments",
        "end",
        "keyword",
        "redirects",
        "scope",
        "start",
        "words",
    )

    def __init__(self, scope: Scope, after: str, keyword: str, start: int) -> None:
        self.scope = scope
        self.after = after
        self.keyword = keyword
        self.start = start
        self.end = start
        self.assignments: list[Assignment] = []
        self.words: list[Word] = []
        self.redirects: list[Redirect] = []


class Fault:
    """Something that is not shell: `kind` is "unterminated-quote", "unclosed" or "too-deep"."""

    __slots__ = ("end", "kind", "start")

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end


class Script:
    """The simple commands of a text in the order they are written; inner ones after the outer.

    `redirects` are those of compound commands: `done < list`, `{ …; } > file`.
    """

    __slots__ = ("commands", "comments", "faults", "redirects", "text", "top")

    def __init__(self, text: str) -> None:
        self.text = text
        self.top = Scope("script", None)
        self.commands: list[SimpleCommand] = []
        self.comments: list[tuple[int, int]] = []
        self.redirects: list[Redirect] = []
        self.faults: list[Fault] = []
