"""Actions of GitHub and tasks of Azure Pipelines that build images, by their inputs."""

from __future__ import annotations

from dcslint.model.links.commands import Recipe
from dcslint.model.links.holes import ROOT, has_hole, hole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # The names that a step of docker/metadata-action makes, by the step's id.
    MetaTags = dict[str, list[str]]
    Make = Callable[[dict[str, str], MetaTags, str], Recipe | None]
else:
    MetaTags = dict

_DEFAULT_CONTEXT = "{{defaultContext}}"


def _lines(text: str) -> list[str]:
    """The items of an input that takes a list: one a line, or with commas between."""
    return [item.strip() for line in text.split("\n") for item in line.split(",") if item.strip()]


def _metadata(values: dict[str, str], meta: MetaTags, step: str) -> None:
    """`docker/metadata-action`: note the names, tags not known."""
    names = []
    for line in values.get("images", "").split("\n"):
        fields = [field.strip() for field in line.split(",") if field.strip()]
        named = [field.removeprefix("name=") for field in fields if field.startswith("name=")]
        names += named or [field for field in fields if "=" not in field]
    if step:
        meta[step] = [f"{name}:{hole('tag')}" for name in names]


def _build_push(values: dict[str, str], meta: MetaTags, step: str) -> Recipe | None:
    """`docker/build-push-action`."""
    del step
    context = values.get("context", "") or ROOT
    if context.startswith(_DEFAULT_CONTEXT):
        context = ROOT + context.removeprefix(_DEFAULT_CONTEXT).lstrip(":/")
    names = []
    for item in _lines(values.get("tags", "")):
        names += _made_by_step(item, meta) or [item]
    recipe = Recipe("docker/build-push-action", names, context, values.get("file", ""))
    recipe.target = values.get("target", "")
    platforms = _lines(values.get("platforms", ""))
    recipe.platform = platforms[0] if len(platforms) == 1 else ""
    for line in values.get("build-args", "").split("\n"):
        name, equals, value = line.strip().partition("=")
        if name:
            recipe.args[name] = value if equals and not has_hole(value) else None
    return recipe


def _made_by_step(item: str, meta: MetaTags) -> list[str]:
    """The names behind `${{ steps.<id>.outputs.tags }}`."""
    for step, names in meta.items():
        if item == hole(f"steps.{step}.outputs.tags"):
            return names
    return []


def _docker_task(values: dict[str, str], meta: MetaTags, step: str) -> Recipe | None:
    """Azure's `Docker@2`; what its service connection stands for is not in the files."""
    del meta, step
    repository = values.get("repository", "")
    command = values.get("command", "buildandpush").lower()
    file = values.get("dockerfile", "")
    if command not in ("build", "buildandpush") or not repository or "*" in file:
        return None
    context = values.get("buildcontext", "")
    names = [
        f"{hole('containerRegistry')}/{repository}:{tag}"
        for tag in _lines(values.get("tags", "")) or [hole("tag")]
    ]
    folder = file.rpartition("/")[0]
    context = folder if context in ("", "**") else context
    return Recipe("Docker@2", names, context or ".", file)


def _acr_build(values: dict[str, str], meta: MetaTags, step: str) -> Recipe | None:
    """`azure/acr-build`."""
    del meta, step
    registry, image = values.get("registry", ""), values.get("repository", "")
    if not registry or not image:
        return None
    host = registry if "." in registry else f"{registry}.azurecr.io"
    names = [f"{host}/{image}:{values.get('image', '') or hole('tag')}"]
    return Recipe(
        "azure/acr-build", names, values.get("folder", "") or ".", values.get("dockerfile", "")
    )


def _none_of_metadata(values: dict[str, str], meta: MetaTags, step: str) -> Recipe | None:
    _metadata(values, meta, step)
    return None


ACTIONS: dict[str, Make] = {
    "azure/acr-build": _acr_build,
    "docker/build-push-action": _build_push,
    "docker/metadata-action": _none_of_metadata,
}
TASKS: dict[str, Make] = {"docker": _docker_task}
