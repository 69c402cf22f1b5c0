"""One message per failed run: which job, which partition, what went wrong.

Belongs here: the sensor and its words. Does not: sending (`webhook.py`).
"""

import re

from dagster import DefaultSensorStatus, RunFailureSensorContext, SensorDefinition, run_failure_sensor

from techpulse.monitoring_assets.table import plain
from techpulse.monitoring_assets.webhook import Webhook

_LONGEST_ERROR = 300
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_NOT_MARKUP = str.maketrans({"<": "(", ">": ")", "@": "(at)"})


def notifier(webhook: Webhook) -> SensorDefinition:
    """The sensor `notify_run_failure`, running as soon as it is loaded; it tells each failed run of all jobs once.

    A message that is lost fails the sensor's tick, and the next run is told as usual.
    """

    @run_failure_sensor(
        name="notify_run_failure",
        default_status=DefaultSensorStatus.RUNNING,
        description="Posts one message per failed run to the webhook that is configured.",
    )
    def notify_run_failure(context: RunFailureSensorContext) -> None:
        run = context.dagster_run
        webhook.post(message(run.job_name, run.run_id, partition=context.partition_key, error=first_error(context)))

    return notify_run_failure


def message(job: str, run_id: str, *, partition: str | None, error: str) -> str:
    """One line without links or mentions: an error may repeat what a source sent."""
    first_line = next((line for line in error.splitlines() if line.strip()), "no error was recorded")
    said = plain(_LINK.sub("(link)", first_line), longest=_LONGEST_ERROR)
    of = f" (partition {plain(partition, longest=60)})" if partition else ""
    return f"{job}{of} failed: {said} – run {run_id}".translate(_NOT_MARKUP)


def first_error(context: RunFailureSensorContext) -> str:
    """What the first step that failed said, or, where none did, why the run failed."""
    for event in context.get_step_failure_events():
        data = event.step_failure_data
        if data.user_failure_data and data.user_failure_data.description:
            return data.user_failure_data.description
        if data.error:
            return (data.error.cause or data.error).message
    return context.failure_event.message or ""
