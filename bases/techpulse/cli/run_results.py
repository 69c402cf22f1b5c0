"""What a run in this process says of itself, read out of Dagster's events.

Belongs here: metadata and reasons, as plain values. Does not: what a command makes of them.
"""

from collections.abc import Mapping

from dagster import AssetMaterialization, ExecuteInProcessResult


def asset_metadata(result: ExecuteInProcessResult, asset: str) -> Mapping[str, object]:
    """What the asset's last materialization says; nothing where there is none."""
    events = [event for event in result.get_asset_materialization_events() if event.node_name == asset]
    if not events:
        return {}
    materialization = events[-1].step_materialization_data.materialization
    assert isinstance(materialization, AssetMaterialization)
    return {name: value.value for name, value in materialization.metadata.items()}


def failure_of(result: ExecuteInProcessResult) -> tuple[bool, str | None]:
    """Whether the run was skipped by itself, and why it failed; None where it succeeded."""
    for event in result.get_step_failure_events():
        data = event.step_failure_data
        said = data.user_failure_data
        if said is not None:
            return bool(said.metadata.get("skipped") and said.metadata["skipped"].value), said.description
        return False, data.error.to_string().splitlines()[0] if data.error else "no reason given"
    return False, None if result.success else "the run ended without a result"


def whole_number(metadata: Mapping[str, object], name: str) -> int:
    """The count of that name; 0 where it is missing."""
    value = metadata.get(name)
    return value if isinstance(value, int) else 0
