"""Terraform modules from texts, for the tests of their model and their rules."""

from __future__ import annotations

from dcslint.config import Settings
from dcslint.model.compute.terraform_format import TerraformFormat
from dcslint.model.project import Project
from dcslint.model.terraform.modules import Modules
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.terraform_unit import TerraformUnit
    from dcslint.model.terraform.module import Module

FORMAT = TerraformFormat()


def module_of(files: Mapping[str, str], **given: str) -> Module:
    """The module of the folder that the first of the files is in; it is called once at most."""
    first = next(iter(files))
    modules = Modules(DictFiles(files), given, lambda _: None)
    (module,) = modules.of(Document(first, files[first]))
    return module


def project_of(files: Mapping[str, str], **given: str) -> Project:
    """A project of these files; `given` are variables."""
    settings = Settings(today=FACTS.as_of, variables=given)
    return Project(DictFiles(files), FACTS, settings)


def unit_of(files: Mapping[str, str], path: str = "main.tf", **given: str) -> TerraformUnit:
    """The unit of one of the files."""
    project = project_of(files, **given)
    return FORMAT.read(Document(path, files[path]), project)


def clusters_of(text: str, **others: str) -> list[Cluster]:
    """The clusters of a file `main.tf`; `others` are texts of `<name>.tf` beside it."""
    files = {"main.tf": text, **{f"{name}.tf": other for name, other in others.items()}}
    return unit_of(files).specification.clusters
