"""A report in Prometheus' text format, version 0.0.4.

Here: the format and its escapes. Not here: names and explanations of measurements (`wording.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from techpulse.health_api.wording import metric_name, words_for
from techpulse.service_health import Check, HealthReport

_BADNESS = {"pass": 0, "warn": 1, "fail": 2}
_SCALE = "0 pass, 1 warn, 2 fail."
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def metrics_text(report: HealthReport) -> str:
    """The verdict, each check's, what was observed, and how many partitions of each source are in which state.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: HealthReport) -> Iterator[str]:
    yield from _family("techpulse_health_status", f"The worst status of all checks: {_SCALE}")
    yield f"techpulse_health_status {_BADNESS[report.status]}"
    yield from _family("techpulse_check_status", f"The status of one check: {_SCALE}")
    for check in report.checks:
        labels = _labels(component=check.component, measurement=check.measurement)
        yield f"techpulse_check_status{labels} {_BADNESS[check.status]}"
    yield from _observed(report.checks)
    yield from _family("techpulse_partitions_by_status", "Partitions of a source by the status of their newest load.")
    for tally in report.tallies:
        labels = _labels(source=tally.source, status=tally.status)
        yield f"techpulse_partitions_by_status{labels} {tally.partitions}"


def _observed(checks: Iterable[Check]) -> Iterator[str]:
    """All samples of one name stand together, as the format wants it."""
    families: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        if check.observed_value is not None:
            families[metric_name(check)].append(check)
    for name, members in families.items():
        yield from _family(name, words_for(members[0].measurement).meaning)
        for check in members:
            yield f"{name}{_labels(component=check.component)} {check.observed_value}"


def _family(name: str, meaning: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} gauge"


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in values.items()) + "}"
