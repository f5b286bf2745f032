"""Builds the tree of a YAML stream from libyaml's events, and keeps the list of its problems.

Events, never nodes: composing crashes the process on deep nesting. Knows nothing of how a text is
repaired or where reading goes on after an error; that is the reader's business.
"""

from __future__ import annotations

from bisect import bisect_left

from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.readers.yaml_aliases import DEEPEST, Aliases, merge
from dcslint.readers.yaml_scalars import skip_properties
from dcslint.readers.yaml_syntax import YamlSyntax
from dcslint.readers.yaml_values import (
    Scalars,
    forget,
    is_known_collection,
    make_unknown,
    tag_reason,
)
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.readers.yaml_source import Range, Source

    Node = Mapping | Sequence | Value


class TooDeepError(Exception):
    """A collection nests deeper than any node may."""


class Frame:
    """A collection that is open, or the stream as a whole.

    merge_keys   those of the keys that are `<<`
    is_template  whether it opens as `{{`, which is no YAML anybody writes
    """

    __slots__ = (
        "anchor",
        "complete",
        "entries",
        "flow",
        "is_mapping",
        "is_template",
        "items",
        "key",
        "key_start",
        "merge_keys",
        "start",
        "tag",
    )

    def __init__(self, start: int, is_mapping: bool, flow: bool, is_template: bool) -> None:  # noqa: FBT001 - one for each collection: keywords cost
        self.start = start
        self.is_mapping = is_mapping
        self.flow = flow
        self.is_template = is_template
        self.entries: list[Entry] = []
        self.items: list[Node] = []
        self.key: Value | None = None
        self.key_start = start
        self.merge_keys: list[Value] | None = None
        self.complete = True
        self.anchor: str | None = None
        self.tag: str | None = None


class Builder:
    """The tree so far, over as many runs as a stream needs.

    covered   where scalars stand that hold a "#": it begins no comment there
    has_root  whether anything was read of the document in which the last run ended
    open_bracket  of the innermost flow collection that the last run left open, or -1
    last      the item or value read last, if nothing came after it; and where the last node ends
    """

    __slots__ = (
        "_next_hidden",
        "_scalars",
        "_stack",
        "_was_hidden",
        "aliases",
        "covered",
        "document",
        "has_root",
        "last",
        "last_end",
        "open_bracket",
        "report",
        "source",
        "syntax",
        "template_seen",
    )

    def __init__(self, source: Source, resolvers: dict[str | None, Any]) -> None:
        self.source = source
        self.document = source.document
        self.syntax = YamlSyntax(source.document)
        self.report = self.syntax.report
        self.aliases = Aliases(self.report)
        self.covered: list[Range] = []
        self.has_root = False
        self.last: Node | None = None
        self.last_end = 0
        self.open_bracket = -1
        self.template_seen = False
        self._scalars = Scalars(source, resolvers)
        self._stack: list[Frame] = []
        self._next_hidden = 0
        self._was_hidden = False  # whether a hidden line stands before the node to come

    def report_template(self, start: int, end: int) -> None:
        """Note that a template makes this no YAML; the first says it for all."""
        if not self.template_seen:
            self.template_seen = True
            self.report("yaml-template", start, end, word=self.document.text[start:end])

    def run(
        self, loader: Any, base: int, errors: tuple[type[Exception], ...], *, resumed: bool
    ) -> tuple[list[Node], Exception | None]:
        """Read the events of `loader`, whose text begins at `base`.

        Returns a node for each document, and the error that ended the run early. A `resumed` run
        goes on in the document of the run before: its anchors hold.
        """
        from yaml.events import (
            AliasEvent,
            DocumentStartEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
            StreamEndEvent,
        )

        get = loader.get_event
        document = self.document
        startswith = self.source.text.startswith
        altered = self.source.altered
        self._next_hidden = bisect_left(self.source.hidden, (base, 0))
        self._was_hidden = False
        self.has_root = self.has_root and resumed
        kinds = self._scalars.kinds
        kind_of = self._scalars.kind_of
        covered = self.covered
        stack = self._stack = []
        frame = Frame(base, False, False, False)  # noqa: FBT003
        roots = items = frame.items
        entries: list[Entry] | None = None
        key: Value | None = None
        node: Node | None = None
        key_start = last_end = base
        earlier_roots = 0
        error: Exception | None = None
        try:
            while True:
                event = get()
                kind = event.__class__
                if altered:
                    self._pass_hidden(event.start_mark.index + base, frame, node)
                if kind is ScalarEvent:
                    start = event.start_mark.index + base
                    value = event.value
                    style = event.style
                    if altered:
                        node, end = self._read_scalar(event, start, base)
                    elif not style and value and startswith(value, start):
                        # Folding would drop or change a character, and properties begin otherwise.
                        end = start + len(value)
                        word = kinds.get(value) or kind_of(value)
                        if word == "string":
                            node = Value(value, Span(document, start, end))
                        else:
                            node = Value(value, Span(document, start, end), kind=word)
                    elif (
                        style
                        and startswith(value, start + 1)
                        and event.end_mark.index + base == start + len(value) + 2
                    ):
                        end = start + len(value) + 2
                        node = Value(value, Span(document, start + 1, end - 1))
                    else:
                        node, end = self._read_scalar(event, start, base)
                    if "#" in value:
                        covered.append((node.span.start, node.span.end))
                    elif (
                        value == "<<"
                        and not style
                        and entries is not None
                        and key is None
                        and event.tag in (None, "!")
                    ):
                        if frame.merge_keys is None:
                            frame.merge_keys = []
                        frame.merge_keys.append(node)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    start = event.start_mark.index + base
                    if len(stack) >= DEEPEST:
                        raise TooDeepError(start)
                    frame.key = key
                    frame.key_start = key_start
                    stack.append(frame)
                    flow = event.flow_style
                    frame = Frame(
                        start, kind is MappingStartEvent, flow, flow and startswith("{{", start)
                    )
                    if event.anchor is not None or event.tag is not None:
                        self._open_properties(frame, event)
                    if frame.is_mapping:
                        entries = frame.entries
                    else:
                        entries = None
                        items = frame.items
                    if altered and self._was_hidden:
                        self._was_hidden = frame.complete = False
                    key = node = None
                    last_end = frame.start
                    continue
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    end = event.end_mark.index + base if frame.flow else last_end
                    node = self._close(frame, end)
                    start = frame.start
                    frame = stack.pop()
                    items = frame.items
                    entries = frame.entries if frame.is_mapping else None
                    key = frame.key
                    key_start = frame.key_start
                elif kind is AliasEvent:
                    start = event.start_mark.index + base
                    end = event.end_mark.index + base
                    place = Span(document, start, end)
                    node = self.aliases.resolve(event.anchor, place, len(stack))
                elif kind is DocumentStartEvent:
                    earlier_roots = len(roots)
                    if not resumed:
                        self.aliases.begin_document()
                        self.has_root = False
                    resumed = False
                    continue
                elif kind is StreamEndEvent:
                    break
                else:
                    continue
                if entries is None:
                    items.append(node)
                elif key is None:
                    key_start = start
                    key = node if node.__class__ is Value else self._accept_key(frame, node)
                else:
                    entries.append(Entry(key, node, Span(document, key_start, end)))
                    key = None
                last_end = end
        except errors as raised:
            error = raised
        frame.key = key
        frame.key_start = key_start
        self.last = None if node is key else node
        self.last_end = last_end
        self.open_bracket = frame.start if frame.flow else -1
        self._abandon(frame)
        self.has_root = self.has_root or len(roots) > earlier_roots
        return roots, error

    def _abandon(self, frame: Frame) -> None:
        """Close all that is open, with a value for each key that waits for one."""
        end = self.last_end
        while self._stack:
            frame.complete = False
            if frame.key is not None:
                self._put(frame, Value.of_unknown(Span(self.document, end, end), "no value"))
            node = self._close(frame, end)
            frame = self._stack.pop()
            self._put(frame, node)

    def _put(self, frame: Frame, node: Node) -> None:
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.key is not None:
            span = Span(self.document, frame.key_start, self.last_end)
            frame.entries.append(Entry(frame.key, node, span))
            frame.key = None

    def _accept_key(self, frame: Frame, node: Node) -> Value:
        if isinstance(node, Value):
            return node
        if not frame.is_template:
            start = node.span.start
            self.report("yaml-complex-key", start, start + 1)
        return Value.of_unknown(node.span, "a key that is no scalar")

    def _open_properties(self, frame: Frame, event: Any) -> None:
        if event.anchor is not None:
            frame.anchor = event.anchor
            self.aliases.open(event.anchor, frame.start)
        frame.tag = event.tag
        text = self.source.text
        frame.start = skip_properties(text, frame.start, len(text))
        frame.is_template = frame.flow and text.startswith("{{", frame.start)

    def _close(self, frame: Frame, end: int) -> Node:
        """The node of a collection that ends."""
        span = Span(self.document, frame.start, end)
        node: Node
        if frame.is_template:
            if self.source.text.startswith("}}", end - 2):
                self.report_template(span.start, span.end)
            node = Value.of_unknown(span, "template")
        elif frame.is_mapping:
            node = self._close_mapping(frame, span)
        else:
            node = Sequence(span, frame.items, complete=frame.complete)
        tag = frame.tag
        if tag is not None and not is_known_collection(tag):
            reason = tag_reason(tag)
            if isinstance(node, Mapping):
                node.complete = False
                make_unknown(node, reason)
            else:
                # `!Join [a, b]` is a call: what it gives is most likely no list.
                node = Value.of_unknown(span, reason)
        if frame.anchor is not None:
            self.aliases.close(frame.anchor, node)
        return node

    def _close_mapping(self, frame: Frame, span: Span) -> Mapping:
        entries = frame.entries
        complete = frame.complete
        texts = {entry.key.text for entry in entries}
        if len(texts) < len(entries) and complete:
            self._report_duplicates(entries)
        if None in texts:
            complete = False
        if frame.merge_keys:
            entries, merged = merge(entries, frame.merge_keys, self.report)
            complete = complete and merged
        return Mapping(span, entries, complete=complete)

    def _report_duplicates(self, entries: list[Entry]) -> None:
        seen = set()
        for entry in entries:
            key = entry.key
            if key.text is not None and (key.kind, key.text) in seen:
                self.report("yaml-duplicate-key", key.span.start, key.span.end, key=key.text)
            seen.add((key.kind, key.text))

    def _read_scalar(self, event: Any, start: int, base: int) -> tuple[Value, int]:
        """A scalar that may be anything but letters between two places; and where it ends."""
        end = event.end_mark.index + base
        node = self._scalars.read(event, start, end)
        self._was_hidden = False
        if event.anchor is not None:
            self.aliases.open(event.anchor, start)
            self.aliases.close(event.anchor, node)
        return node, node.span.end if event.style in ("|", ">") else end

    def _pass_hidden(self, position: int, frame: Frame, node: Node | None) -> None:
        """Note for all that is open that hidden lines stand before `position`."""
        hidden = self.source.hidden
        index = self._next_hidden
        if index >= len(hidden) or hidden[index][0] >= position:
            return
        if isinstance(node, Value) and node.kind == "null" and node.text == "":
            forget(node, "template")
        while index < len(hidden) and hidden[index][0] < position:
            index += 1
        self._next_hidden = index
        self._was_hidden = True
        frame.complete = False
        for outer in self._stack:
            outer.complete = False

    def forget_last(self, reason: str) -> None:
        """Make the value that was read last unknown."""
        if isinstance(self.last, Value):
            forget(self.last, reason)
