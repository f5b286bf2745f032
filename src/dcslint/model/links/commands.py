"""What a command builds: `docker build`, `buildx`, `podman`, `buildah`, kaniko, `az acr build`.

Takes the words of a command as its manual page says. An option that is not known here takes a
value, as nearly all of them do; a word that is not known at all may be an option, so that without
`-f` the Dockerfile is not known then.
"""

from __future__ import annotations

from dcslint.model.links.build import COMMAND, Build, Renaming
from dcslint.model.links.holes import HOLE, ROOT, Choices, fill, has_hole
from dcslint.model.links.names import name_of
from dcslint.source.files import FileUnavailableError, normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dcslint.model.links.script import Ran

    Exists = Callable[[str], bool]

_ENGINES = frozenset(("docker", "podman", "nerdctl", "buildah"))
_VERBS = frozenset(("build", "bud", "build-using-dockerfile"))
_GROUPS = frozenset(("buildx", "image", "builder"))
# Options of the engines before the verb, and of `buildx` itself, that take a value.
_GLOBAL = frozenset(
    ("--config", "--context", "-c", "-H", "--host", "-l", "--log-level", "--builder", "--root")
)
_FLAGS = frozenset(
    {
        *("--no-cache", "--pull", "--push", "--load", "-q", "--quiet", "--rm", "--force-rm"),
        *("--squash", "--compress", "--disable-content-trust", "--check", "-D", "--debug"),
        *("--stream", "--layers", "--squash-all", "--tls-verify", "--all-platforms", "--no-push"),
        *("--no-logs", "--no-wait", "--no-format", "--verbose", "--only-show-errors", "--cache"),
        *("--cleanup", "--reproducible", "--single-snapshot", "--skip-tls-verify", "--help"),
        *("--insecure", "--skip-tls-verify-pull", "--use-new-run", "--ignore-path", "--no-hosts"),
    }
)
_SHORT = {"-f": "--file", "-t": "--tag", "-r": "--registry"}
_ALIASES = {"--image": "--tag", "--destination": "--tag", "-d": "--tag", "--dockerfile": "--file"}
_ACR_HOST = ".azurecr.io"
_REMOTE = ("http://", "https://", "git://", "git@", "ssh://", "github.com/", "docker-image://")
_DEFAULTS = ("Dockerfile", "Containerfile")
ALL, INNERMOST, OUTERMOST = range(3)


class Parsed:
    """The options and the other words of a command."""

    __slots__ = ("operands", "options")

    def __init__(self, words: list[str]) -> None:
        self.options: list[tuple[str, str]] = []
        self.operands: list[str] = []
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            if not word.startswith("-") or word == "-":
                self.operands.append(word)
                continue
            name, equals, value = word.partition("=")
            if not equals and name[:2] in _SHORT and len(name) > 2:
                name, equals, value = name[:2], "=", name[2:]
            if not equals and name not in _FLAGS:
                value = words[at] if at < len(words) else ""
                at += 1
            name = _SHORT.get(name, name)
            self.options.append((_ALIASES.get(name, name), value))

    def all(self, name: str) -> list[str]:
        """Every value of an option."""
        return [value for option, value in self.options if option == name]

    def context(self) -> str:
        """The one word that is no option; "" if there is none, or if it cannot be told.

        Beside it a word that is not known at all may be options: `-f` among them, if it is not
        there.
        """
        known = [word for word in self.operands if word and HOLE.fullmatch(word) is None]
        if len(known) == len(self.operands) or (known and self.last("--file")):
            return known[0] if len(known) == 1 else ""
        return self.operands[0] if len(self.operands) == 1 else ""

    def last(self, name: str) -> str:
        """The value given last; "" for none."""
        values = self.all(name)
        return values[-1] if values else ""


class Recipe:
    """What is built, before its holes are filled and its paths looked up.

    files    paths of the Dockerfile, of which the first that exists is meant; each a pair of the
             context that it may be in and the path
    pick       of several folders that it may be run in, which of those that fit are meant: ALL, the
               INNERMOST, the OUTERMOST
    """

    __slots__ = (
        "args",
        "context",
        "file",
        "how",
        "kind",
        "names",
        "pick",
        "platform",
        "target",
    )

    def __init__(self, how: str, names: list[str], context: str, file: str) -> None:
        self.how = how
        self.kind = COMMAND
        self.names = names
        self.context = context
        self.file = file
        self.target = ""
        self.platform = ""
        self.args: dict[str, str | None] = {}
        self.pick = ALL

    def texts(self) -> list[str]:
        """All texts in which there may be holes."""
        return [*self.names, self.context, self.file, self.target, self.platform]


def recipe_of(ran: Ran) -> Recipe | None:
    """What a command builds; None if it builds nothing, or from nothing that is in the files."""
    words = ran.words
    name = words[0].rpartition("/")[2]
    if name in _ENGINES:
        verb, rest = _verb(words)
        if verb not in _VERBS:
            return None
        return _docker(f"{name} {verb}", rest, ran)
    if name == "az" and words[1:3] == ["acr", "build"]:
        return _acr(words[3:])
    if name == "executor" and "kaniko" in words[0]:
        return _kaniko(words[1:])
    return None


def renaming_of(ran: Ran, path: str) -> Renaming | None:
    """`docker tag old new`; None for any other command."""
    if ran.words[0].rpartition("/")[2] not in _ENGINES:
        return None
    verb, rest = _verb(ran.words)
    names = [name_of(word) for word in rest if not word.startswith("-")]
    if verb != "tag" or len(names) != 2 or names[0] is None or names[1] is None:
        return None
    return Renaming(names[0], names[1], path)


def _verb(words: list[str]) -> tuple[str, list[str]]:
    at = 1
    while at < len(words):
        word = words[at]
        if word in _GLOBAL:
            at += 2
        elif word.startswith("-") or word in _GROUPS:
            at += 1
        else:
            return word, words[at + 1 :]
    return "", []


def _docker(how: str, words: list[str], ran: Ran) -> Recipe | None:
    parsed = Parsed(words)
    file = parsed.last("--file")
    if how.startswith("buildah"):
        parsed.operands = parsed.operands[:1] or ["."]
    context = parsed.context()
    if context == "-":
        context, file = ".", ran.stdin or "-"
    if not context or file == "-":
        return None
    recipe = Recipe(how, parsed.all("--tag"), context, file)
    return _with_options(recipe, parsed)


def _acr(words: list[str]) -> Recipe | None:
    # `--build-arg A=1 B=2` of this command alone takes several words.
    parsed = Parsed(words)
    parsed.operands = [one for one in parsed.operands if "=" not in one]
    context, registry = parsed.context(), parsed.last("--registry")
    if not context or not registry:
        return None
    host = registry if "." in registry else registry + _ACR_HOST
    names = [f"{host}/{one}" for one in parsed.all("--tag")]
    return _with_options(Recipe("az acr build", names, context, parsed.last("--file")), parsed)


def _kaniko(words: list[str]) -> Recipe | None:
    parsed = Parsed(words)
    context = parsed.last("--context") or parsed.last("-c")
    context = context.removeprefix("dir://")
    if not context or "://" in context:
        return None
    names = parsed.all("--tag")
    return _with_options(Recipe("kaniko", names, context, parsed.last("--file")), parsed)


def _with_options(recipe: Recipe, parsed: Parsed) -> Recipe | None:
    if recipe.context.startswith(_REMOTE) or recipe.file.startswith(_REMOTE):
        return None
    recipe.target = parsed.last("--target")
    recipe.platform = parsed.last("--platform")
    for given in parsed.all("--build-arg"):
        name, equals, value = given.partition("=")
        recipe.args[name] = value if equals and not has_hole(value) else None
    return recipe


def builds_of(
    recipe: Recipe, folders: tuple[str, ...], choices: Choices, exists: Exists
) -> Iterator[Build]:
    """The builds that a recipe stands for: one for each choice and each Dockerfile found.

    Where the folder is not sure, each Dockerfile that is there is a candidate.
    """
    for choice in choices.of([*recipe.texts(), *folders]):
        texts = [fill(one, choice) for one in recipe.names]
        names = [name for text in texts if (name := name_of(text)) is not None]
        if not names:
            continue
        context, file = fill(recipe.context, choice), fill(recipe.file, choice)
        filled = tuple(fill(one, choice) for one in folders)
        found = dockerfiles(context, file, filled, exists)
        target, platform = fill(recipe.target, choice), fill(recipe.platform, choice)
        args = {
            name: None if value is None or has_hole(filled_in := fill(value, choice)) else filled_in
            for name, value in recipe.args.items()
        }
        if has_hole(target):
            continue
        if recipe.pick != ALL:
            found = found[:1] if recipe.pick == INNERMOST else found[-1:]
        for dockerfile in found:
            yield Build(
                recipe.kind,
                recipe.how,
                names,
                dockerfile,
                target=target,
                args=args,
                platform="" if has_hole(platform) else platform,
            )


def dockerfiles(context: str, file: str, folders: tuple[str, ...], exists: Exists) -> list[str]:
    """The Dockerfiles that a context and a path mean, one for each folder in which there is one.

    The path is looked for where the command runs, and then in the context, as some builders do.
    """
    found: dict[str, None] = {}
    for folder in folders:
        tried: list[str | None] = []
        base = join(folder, context)
        if file:
            tried = [join(folder, file), None if base is None else join(base, file)]
        elif base is not None:
            tried = [join(base, name) for name in _DEFAULTS]
        first = next((path for path in tried if path and exists(path)), None)
        if first is not None:
            found[first] = None
    return list(found)


def join(folder: str, path: str) -> str | None:
    """The path in the project of a path in a folder; None if it is not known or leads out."""
    if path.startswith(ROOT):
        folder, path = "", path.removeprefix(ROOT).lstrip("/")
    if has_hole(path) or has_hole(folder) or path.startswith(("/", "~")):
        return None
    try:
        return normalise(f"{folder}/{path}" if folder else path)
    except FileUnavailableError:
        return None
