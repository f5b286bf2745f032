"""`IamPolicy` and `IamStatement`: a policy document of AWS, whatever the format it was written in.

Values are kept as they are written; `text_of` gives the text of one, unknown where a template is in
it. Three answers are possible: yes, no, and unknown, which a hidden statement, a value that is not
known, or a condition can make of a no.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from dcslint.model.compute.template import resolve
from dcslint.model.iam.wildcards import is_everything, matches
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.source import Span

    Node = Mapping | Sequence | Value

# What a policy is attached to: who acts, or a repository of images.
IDENTITY, REPOSITORY = "identity", "repository"
# One that is neither, though it may name the same actions: of trust, of a registry, of an endpoint.
OTHER = "other"
_PREFIX = "ecr:"
_ALLOW, _DENY = "Allow", "Deny"
# Far above what AWS takes (some 10,000 characters) and what a module holds: bounds of the time.
_MOST_STATEMENTS = 300
_MOST_VALUES = 5_000
_MOST_POLICIES = 300
_DATABRICKS = "databricks"
# What surely becomes the ARN of one thing: a reference of Terraform to a repository, an attribute
# of a resource of CloudFormation, a text with a known beginning.
_ONE_ARN = regex(
    r"arn:|(?:data\.)?aws_ecr_repository\.[\w-]+(?:\[[^\]]*\])?\.arn\Z|\w+\.Arn\Z"
    r"""|\{?\s*["']?Fn::(?:Sub["']?\s*:\s*["']?arn:|GetAtt["']?\s*:[^{}]{0,200}\bArn\b)"""
)


def text_of(value: Value) -> str | None:
    """The text of a value, or None after noting that it was not judged: it holds a template."""
    return resolve(value).known()


def is_of_ecr(text: str | None) -> bool:
    """Whether an action, perhaps with wildcards, is one of Amazon ECR by its prefix."""
    return text is not None and text.lower().startswith(_PREFIX)


class Listed:
    """What stands at an element that takes one text or several. `complete`: nothing is hidden."""

    __slots__ = ("complete", "present", "values")

    def __init__(self, node: Node | None) -> None:
        self.present = node is not None
        self.complete = True
        self.values: list[Value] = []
        self._take(node)

    def _take(self, node: Node | None) -> None:
        if isinstance(node, Sequence):
            self.complete = self.complete and node.complete
            for item in node.items:
                if isinstance(item, Value):
                    self.values.append(item)
                else:
                    self._take_unknown(item)
        elif isinstance(node, Value):
            self.values.append(node)
        elif node is not None:
            self._take_unknown(node)

    def _take_unknown(self, node: Node) -> None:
        # A function of CloudFormation, such as {"Fn::Sub": …}, stands for a text.
        self.values.append(Value.of_unknown(node.span, "a function of the template makes it"))

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def any_matches(self, text: str, *, lower: bool = False) -> bool | None:
        """Whether one of the patterns fits a text; None if an unknown one may."""
        unknown = not self.complete
        for value in self.values:
            pattern = text_of(value)
            if pattern is None:
                unknown = True
            elif matches(pattern.lower() if lower else pattern, text.lower() if lower else text):
                return True
        return None if unknown else False


class IamStatement:
    """One statement of a policy.

    mapping      its elements
    principals   whom it is about, without their types
    services     whether these are services of Amazon only
    """

    __slots__ = (
        "actions",
        "mapping",
        "not_actions",
        "policy",
        "principals",
        "resources",
        "services",
    )

    def __init__(self, policy: IamPolicy, mapping: Mapping) -> None:
        self.policy = policy
        self.mapping = mapping
        self.actions = Listed(mapping.get("Action"))
        self.not_actions = Listed(mapping.get("NotAction"))
        self.resources = Listed(mapping.get("Resource"))
        self.principals, self.services = _principals(mapping.get("Principal"))

    def __repr__(self) -> str:
        return f"IamStatement({self.mapping!r})"

    @property
    def span(self) -> Span:
        """Where a finding about the whole statement points: its identifier, or its first element.

        That is one word; a statement is many lines.
        """
        entries = self.mapping.entries
        sid = self.mapping.value("Sid")
        if sid is not None:
            return sid.span
        return entries[0].key.span if entries else self.mapping.span

    @property
    def allows(self) -> bool:
        """Whether it surely allows what it names, under a condition or not."""
        return self._effect == _ALLOW

    @property
    def denies(self) -> bool:
        """Whether it surely denies what it names."""
        return self._effect == _DENY

    @property
    def _effect(self) -> str | None:
        effect = self.mapping.value("Effect")
        return None if effect is None else resolve(effect).text

    @property
    def has_condition(self) -> bool:
        """Whether it holds under a condition, or may."""
        return self.mapping.entry("Condition") is not None or not self.mapping.complete

    def has(self, *elements: str) -> bool:
        """Whether one of the elements is written."""
        return any(self.mapping.entry(element) is not None for element in elements)

    def covers(self, action: str) -> bool | None:
        """Whether it names an action; None if that is not known. Resources play no part in it."""
        if self.not_actions.present:
            spared = self.not_actions.any_matches(action, lower=True)
            return None if spared is None else not spared
        if not self.actions.present:
            return False if self.mapping.complete else None
        return self.actions.any_matches(action, lower=True)

    def covers_everything(self) -> bool | None:
        """Whether it is about all resources; None if that is not known."""
        if self.has("NotResource") or not self.mapping.complete:
            return None
        unknown = not self.resources.complete
        for value in self.resources:
            text = resolve(value).text
            if text is not None and is_everything(text):
                return True
            unknown = unknown or (text is None and not is_surely_one(value))
        return None if unknown else False


def _principals(node: Node | None) -> tuple[list[tuple[str, Value]], bool]:
    """The principals with their types ("" for a bare text), and whether all are services."""
    found: list[tuple[str, Value]] = []
    if isinstance(node, Value):
        found.append(("", node))
    elif isinstance(node, Mapping):
        for entry in node:
            found.extend((entry.key.text or "", value) for value in Listed(entry.value))
    return found, bool(found) and all(type_ == "Service" for type_, _ in found)


def is_surely_one(value: Value) -> bool:
    """Whether a value that is not known in full is surely not `*`: it has a letter of its own."""
    return _ONE_ARN.match(value.text or value.span.source) is not None


class IamPolicy:
    """A policy document.

    kind      IDENTITY, REPOSITORY, OTHER; None where neither the place nor the content tells
    told      whether the place of the document says so, not its content
    names     what it is called, by whoever wrote it: keys, labels, the file's path
    complete  whether no statement can be hidden
    group     the policies beside it
    """

    __slots__ = (
        "_granted",
        "_granted_on_all",
        "complete",
        "group",
        "kind",
        "mapping",
        "names",
        "span",
        "statements",
        "told",
    )

    def __init__(
        self,
        mapping: Mapping,
        span: Span,
        group: PolicyGroup,
        *,
        kind: str | None = None,
        names: Iterable[str] = (),
    ) -> None:
        self.mapping = mapping
        self.span = span
        self.group = group
        self.names = tuple(names)
        self.complete = mapping.complete
        self.statements: list[IamStatement] = []
        self._read(mapping.get("Statement"))
        self._granted: dict[str, bool | None] = {}
        self._granted_on_all: dict[str, bool] = {}
        self.told = kind is not None
        self.kind = kind or self._kind_by_content()

    def _read(self, node: Node | None) -> None:
        if isinstance(node, Sequence):
            self.complete = self.complete and node.complete
        items = node.items if isinstance(node, Sequence) else [node]
        if len(items) > _MOST_STATEMENTS:
            reached(f"{_MOST_STATEMENTS} statements of a policy", self.mapping.span)
            self.complete = False
        for item in items[:_MOST_STATEMENTS]:
            if isinstance(item, Mapping) and (item.entry("Effect") or item.entry("Action")):
                self.statements.append(IamStatement(self, item))
                self.complete = self.complete and item.complete
            else:
                self.complete = False

    def _kind_by_content(self) -> str | None:
        if not self.complete:
            return None
        named = any(one.has("Principal", "NotPrincipal") for one in self.statements)
        placed = any(one.has("Resource", "NotResource") for one in self.statements)
        if named == placed:
            return None
        return REPOSITORY if named else IDENTITY

    def __repr__(self) -> str:
        return f"IamPolicy({self.kind}, {self.statements!r})"

    @property
    def concerns_ecr(self) -> bool:
        """Whether a statement names an action of Amazon ECR."""
        return any(
            is_of_ecr(value.text)
            for statement in self.statements
            for value in (*statement.actions, *statement.not_actions)
        )

    def grants(self, action: str) -> bool | None:
        """Whether it allows an action on something; None if that is not known.

        What a statement denies on some resources may still be allowed on others.
        """
        if action not in self._granted:
            self._granted[action] = self._grants(action)
        return self._granted[action]

    def _grants(self, action: str) -> bool | None:
        granted = False
        unknown = not self.complete
        for statement in self.statements:
            covered = statement.covers(action)
            if covered is False:
                continue
            if statement.denies or not statement.allows:
                unknown = True
            elif covered:
                granted = True
            else:
                unknown = True
        if granted and not self._may_deny(action):
            return True
        return None if granted or unknown else False

    def _may_deny(self, action: str) -> bool:
        return any(
            not statement.allows and statement.covers(action) is not False
            for statement in self.statements
        )

    def may_grant_on_all(self, action: str) -> bool:
        """Whether it allows an action on everything, or may: a hidden statement could."""
        if action not in self._granted_on_all:
            self._granted_on_all[action] = not self.complete or any(
                not statement.denies
                and statement.covers(action) is not False
                and statement.covers_everything() is not False
                for statement in self.statements
            )
        return self._granted_on_all[action]

    def rests_on(self) -> list[Value]:
        """The values that the outside can replace: what is missing rests on all of them."""
        return [
            value
            for statement in self.statements
            for value in (*statement.actions, *statement.resources)
            if value.overridable
        ]


class PolicyGroup:
    """Policies that stand together, so that one role may have all of them.

    texts     of the files that they stand in, and the paths of these
    complete  whether these are all of them
    """

    __slots__ = ("_left", "_said", "complete", "paths", "policies", "texts")

    def __init__(self, texts: dict[str, str]) -> None:
        self.paths = tuple(texts)
        self.texts = tuple(texts.values())
        self.policies: list[IamPolicy] = []
        self.complete = True
        self._left = _MOST_VALUES
        self._said: dict[str, bool] = {}

    def add(self, policy: IamPolicy) -> None:
        """Add a policy, unless there are too many."""
        self._left -= sum(
            1 + len(one.actions.values) + len(one.resources.values) + len(one.principals)
            for one in policy.statements
        )
        if self._left < 0 or len(self.policies) >= _MOST_POLICIES:
            most = f"{_MOST_POLICIES} policies, or {_MOST_VALUES:,} words of them"
            reached(most, policy.mapping.span)
            self.complete = False
        else:
            self.policies.append(policy)

    def judged(self) -> list[IamPolicy]:
        """Those that speak of Amazon ECR, and are of a kind that rules know."""
        return [one for one in self.policies if one.kind != OTHER and one.concerns_ecr]

    def beside(self, policy: IamPolicy) -> list[IamPolicy]:
        """The other policies, which the same role may have."""
        return [one for one in self.policies if one is not policy and one.kind != OTHER]

    def says(self, word: str) -> bool:
        """Whether a word stands anywhere in the files."""
        if word not in self._said:
            self._said[word] = any(word in text for text in self.texts)
        return self._said[word]

    @property
    def names_databricks(self) -> bool:
        """Whether the files say that they are for Databricks, in whichever case."""
        if "" not in self._said:
            everything = (*self.paths, *self.texts)
            self._said[""] = any(_DATABRICKS in one.lower() for one in everything)
        return self._said[""]
