"""What an Azure Pipelines job says of itself in its environment, for SARIF's automation details.

GitHub Advanced Security for Azure DevOps takes a log only with these: rules GHAzDO1014, 1019 and
1020 of Microsoft's SARIF validator. Elsewhere there is nothing to say.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PREFIX = "azuredevops/pipeline/build/"
# https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
_PROPERTIES = {
    "buildDefinitionId": ("SYSTEM_DEFINITIONID",),
    "buildDefinitionName": ("BUILD_DEFINITIONNAME",),
    "phaseId": ("SYSTEM_PHASEID", "SYSTEM_JOBID"),
    "phaseName": ("SYSTEM_PHASENAME", "SYSTEM_JOBNAME"),
}


def automation_of(environment: Mapping[str, str]) -> dict[str, Any] | None:
    """The `automationDetails` of a run in Azure Pipelines; None elsewhere, and if it lacks a part.

    The id is `azuredevops/pipeline/build/ORG/PROJECT/DEFINITION/PHASE/BRANCH/BUILD`.
    """
    if environment.get("TF_BUILD", "").lower() != "true":
        return None
    properties = {}
    for name, variables in _PROPERTIES.items():
        value = next((environment[one] for one in variables if environment.get(one)), "")
        if not value:
            return None
        properties[_PREFIX + name] = value
    parts = [
        environment.get("SYSTEM_COLLECTIONURI", "").rstrip("/").rsplit("/", 1)[-1],
        environment.get("SYSTEM_TEAMPROJECTID") or environment.get("SYSTEM_TEAMPROJECT", ""),
        properties[_PREFIX + "buildDefinitionId"],
        properties[_PREFIX + "phaseId"],
        environment.get("BUILD_SOURCEBRANCH", ""),
        environment.get("BUILD_BUILDID", ""),
    ]
    return {"id": _PREFIX + "/".join(parts), "properties": properties} if all(parts) else None
