"""What an image is based on: tags of Databricks' own images, stock images, platforms."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Fix, Public
from dcslint.source.likeness import Nearest
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.config import Today
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts, Family
    from dcslint.model.image.base_image import Base
    from dcslint.model.image.nodes import Stage
    from dcslint.source import Value


def _root(stage: Stage) -> Base | None:
    """The base, if the stage is the one in which the shipped image begins."""
    return stage.base if stage.is_shipped and stage.base.stage is None else None


def _tag(base: Base) -> tuple[Value, str] | None:
    """The tag of a Databricks base image and its text; None without a tag or with a digest."""
    reference = base.reference
    tag = base.part("tag")
    if reference is None or tag is None or not tag.text or reference.digest:
        return None
    return tag, tag.text


# The moving tags of old, of families too that are gone.
_OLD_TAG = regex(r"\d{1,2}(?:\.\d{1,2})?\.x")


@check()
def stock_base(stage: Stage, facts: Facts, *, kinds: list[str], mirrors: list[str]) -> Problems:
    """Report a shipped image that starts from a stock operating system or language image.

    `mirrors` are organizations that carry the official images for one platform (`amd64/ubuntu`).
    """
    base = _root(stage)
    if base is None or base.value.known() is None or base.reference is None:
        return
    reference = base.reference
    organization, _, name = reference.path.partition("/")
    stock = base.stock
    if organization in mirrors:
        stock = facts.stock_image(f"{reference.domain}/library/{name}")
    if stock is not None and stock.kind in kinds:
        # A row for all that is in a registry leaves the name to the file.
        named = reference.familiar
        yield Problem(base.value, image=named if "*" in stock.image else Public(named))


@check("moving", "removed")
def latest_base_tag(stage: Stage) -> Problems:
    """Report a Databricks base image with the tag `latest`, said or implied."""
    base = _root(stage)
    if base is None or base.value.known() is None or base.reference is None:
        return
    family, reference = base.family, base.reference
    if not base.is_databricks or reference.digest or (reference.tag or "latest") != "latest":
        return
    case = "moving" if family is not None and family.has_latest else "removed"
    yield Problem(base.value, case=case, image=reference.familiar)


@check()
def unpatched_base_tag(stage: Stage, facts: Facts, today: Today) -> Problems:
    """Report a tag of a Databricks image that is not among those that Databricks patches.

    Families without any -LTS tag (GPU) are left alone, and so are tags that no table knows: those
    may not exist at all, or in a family that no table knows be of another product.
    """
    base = _root(stage)
    if base is None or base.value.known() is None or not base.is_databricks:
        return
    found = _tag(base)
    if found is None:
        return
    tag, text = found
    family = base.family
    if family is None:
        if _OLD_TAG.fullmatch(text) is None:
            return
    elif base.tag is None or base.tag.lts or not family.has_lts_tags:
        return
    if text != "latest":
        yield Problem(_at(base, tag), fix=_lts_fix(base, tag, facts, today), tag=text)


@check("unknown", "near")
def unknown_base_tag(stage: Stage, facts: Facts) -> Problems:
    """Report a tag that is in no table, unless it may be newer than the tables."""
    base = _root(stage)
    if base is None or base.value.known() is None or base.family is None:
        return
    family = base.family
    found = _tag(base)
    if found is None or base.tag is not None or found[1] == "latest":
        return
    tag, text = found
    if facts.is_tag_newer_than_table(family.name, text):
        return
    place = _at(base, tag)
    nearest = _nearest(text, family, facts)
    if nearest is None:
        yield Problem(place, case="unknown", tag=text, family=family.name)
        return
    fix = Fix(f"use the tag {nearest}", [tag.edit(nearest)])
    yield Problem(place, case="near", fix=fix, tag=text, family=family.name, nearest=nearest)


@check("ended", "unsupported")
def base_runtime_over(stage: Stage, facts: Facts, today: Today) -> Problems:
    """Report a Databricks base image for a runtime that has ended or is out of support."""
    base = _root(stage)
    if base is None or base.value.known() is None or not base.runtime:
        return
    version = base.runtime
    status = facts.runtime_status(version, today)
    if status not in ("ended", "unsupported"):
        return
    tag = base.part("tag") or base.value
    runtime = facts.runtime(version)
    yield Problem(
        _at(base, tag),
        case=status,
        version=version,
        date=(runtime.end_of_support if runtime is not None else None) or "",
    )


@check()
def arm_platform(
    stage: Stage, *, platforms: list[str], organizations: list[str], instead: str
) -> Problems:
    """Report a shipped stage that is built for an Arm platform."""
    if not stage.is_shipped:
        return
    platform = stage.platform
    if platform is not None:
        text = platform.known()
        if text is not None and any(
            text == known or text.startswith(known + "/") for known in platforms
        ):
            fix = Fix(f"build for {instead}", [platform.edit(instead)], safe=True)
            yield Problem(platform, fix=fix, platform=text)
            return
    reference = stage.base.reference
    if reference is not None and reference.domain == "docker.io":
        organization = reference.path.partition("/")[0]
        if organization in organizations:
            yield Problem(stage.base.value, platform=organization)


def _nearest(text: str, family: Family, facts: Facts) -> str | None:
    """The tag that was most likely meant: of the same runtime line, else of like letters."""
    import re

    from dcslint.facts import version_tuple

    number = re.match(r"\d+(?:\.\d+)?", text)
    version = version_tuple(number[0]) if number else None
    if version is not None:
        of_line = facts.lts_tag(family.name, version[0])
        return None if of_line is None else of_line.tag
    known = [row.tag for row in facts.tags_of(family.name) if row.tag != "latest"]
    return Nearest(known).of(text)


def _at(base: Base, part: Value) -> Value:
    """The part where it stands in the FROM line; the whole word where a variable gives it."""
    return part if part.span in base.value.span else base.value


def _lts_fix(base: Base, tag: Value, facts: Facts, today: Today) -> Fix | None:
    """Use the newest -LTS tag of the same line, unless that has ended too."""
    from dcslint.facts import version_tuple

    version = version_tuple(base.tag.runtime or "") if base.tag is not None else None
    if version is None or base.family is None:
        return None
    better = facts.lts_tag(base.family.name, version[0])
    if better is None or facts.runtime_status(better.runtime or "", today) == "ended":
        return None
    return Fix(f"use the tag {better.tag}", [tag.edit(better.tag)])


@check()
def undigested_base(stage: Stage) -> Problems:
    """Report a base image that is named by its tag alone."""
    base = _root(stage)
    if base is None or base.value.known() is None or base.reference is None:
        return
    if not base.reference.digest:
        yield Problem(base.value, image=base.reference.familiar)
