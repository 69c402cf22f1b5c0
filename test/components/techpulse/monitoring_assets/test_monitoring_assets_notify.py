"""What a webhook is told of failed runs: over loopback, from real runs that failed, and never its own address."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dagster import (
    DagsterInstance,
    DagsterRun,
    Definitions,
    Failure,
    SensorDefinition,
    StaticPartitionsDefinition,
    asset,
    build_sensor_context,
    define_asset_job,
)
from hypothesis import given
from hypothesis import strategies as st

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.monitoring_assets import MonitorThresholds, definitions
from techpulse.monitoring_assets.notify import message
from techpulse.monitoring_assets.webhook import Webhook, WebhookError

SECRET = "canary-T0K3N"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass
class Chat:
    """A chat's server: what it was sent, and what it answers."""

    port: int = 0
    status: int = 200
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/{SECRET}"

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["text"] for _, _, body in self.sent]


@pytest.fixture
def chat() -> Iterator[Chat]:
    made = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.sent.append((self.path, self.headers["Content-Type"], body))
            self.send_response(made.status)
            if 300 <= made.status < 400:
                self.send_header("Location", f"{made.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            made.sent.append((self.path, "", b"{}"))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@asset(partitions_def=StaticPartitionsDefinition(["45-1"]))
def refused() -> None:
    raise Failure("it answered 403 <!channel>; see https://example.org/x?key=1\nand a second line")


@asset
def broken() -> None:
    raise KeyError("title")


@asset
def fine() -> None:
    return None


JOBS = Definitions(
    assets=[refused, broken, fine],
    jobs=[define_asset_job(f"{each}_job", selection=[each]) for each in ("refused", "broken", "fine")],
)


def run(name: str, instance: DagsterInstance) -> DagsterRun:
    return (
        JOBS.resolve_job_def(f"{name}_job")
        .execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config=QUIET,
            partition_key="45-1" if name == "refused" else None,
        )
        .dagster_run
    )


def sensor(url: str) -> SensorDefinition:
    made = definitions(DuckDBStoreResource(), thresholds=MonitorThresholds(), webhook_url=url)
    return made.resolve_sensor_def("notify_run_failure")


@dataclass
class Daemon:
    """Looks at the instance as Dagster's daemon does, with the cursor that the look before has left."""

    instance: DagsterInstance
    sensor: SensorDefinition
    cursor: str | None = None

    def look(self) -> list[Any]:
        with build_sensor_context(
            self.instance, cursor=self.cursor, repository_def=JOBS.get_repository_def(), sensor_name=self.sensor.name
        ) as context:
            data = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor
        return list(data.dagster_run_reactions or [])


@pytest.fixture
def daemon(chat: Chat) -> Iterator[Daemon]:
    with DagsterInstance.ephemeral() as instance:
        made = Daemon(instance, sensor(chat.url))
        made.look()
        yield made


def test_one_message_is_posted_when_a_run_of_a_partition_has_failed(chat: Chat, daemon: Daemon) -> None:
    failed = run("refused", daemon.instance)
    run("fine", daemon.instance)

    daemon.look()
    daemon.look()

    said = "it answered 403 (!channel); see (link)"
    assert chat.texts == [f"refused_job (partition 45-1) failed: {said} – run {failed.run_id}"]
    [(path, kind, _)] = chat.sent
    assert (path, kind) == (f"/hooks/{SECRET}", "application/json")


def test_the_message_names_the_exception_when_a_run_failed_of_a_defect(chat: Chat, daemon: Daemon) -> None:
    failed = run("broken", daemon.instance)

    daemon.look()

    assert chat.texts == [f"broken_job failed: KeyError: 'title' – run {failed.run_id}"]


def test_each_run_is_tried_once_and_the_address_stays_secret_when_the_webhook_fails(
    chat: Chat, daemon: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat.status = 500
    runs = [run("broken", daemon.instance), run("refused", daemon.instance)]

    reactions = [*daemon.look(), *daemon.look()]

    assert len(chat.sent) == 2
    errors = [str(reaction.error) for reaction in reactions]
    assert len(errors) == 2
    assert all("WebhookError: a message to the webhook was lost: it answered 500" in error for error in errors)
    events = [str(event) for each in runs for event in daemon.instance.all_logs(each.run_id)]
    assert SECRET not in " ".join([*errors, *events, caplog.text, str(daemon.cursor)])


def test_a_later_run_is_told_when_the_webhook_is_well_again(chat: Chat, daemon: Daemon) -> None:
    chat.status = 503
    run("broken", daemon.instance)
    daemon.look()
    chat.status = 204
    later = run("broken", daemon.instance)

    daemon.look()

    assert len(chat.sent) == 2
    assert later.run_id in chat.texts[1]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_follows_when_the_webhook_redirects(chat: Chat, status: int) -> None:
    chat.status = status

    with pytest.raises(WebhookError, match=f"it answered {status}"):
        Webhook(chat.url).post("hello")

    assert len(chat.sent) == 1


def test_the_error_holds_no_address_when_nobody_listens() -> None:
    with pytest.raises(WebhookError, match="ConnectionRefusedError") as caught:
        Webhook(f"http://127.0.0.1:9/{SECRET}").post("hello")

    assert SECRET not in repr(caught.getrepr(style="long"))
    assert caught.value.__context__ is None


def test_a_message_is_given_up_when_the_webhook_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        webhook = Webhook(f"http://127.0.0.1:{silent.getsockname()[1]}/{SECRET}", timeout_seconds=0.2)

        with pytest.raises(WebhookError, match="TimeoutError"):
            webhook.post("hello")


@pytest.mark.parametrize(
    "url",
    [
        f"ftp://example.org/{SECRET}",
        f"file:///etc/{SECRET}",
        f"https://u:{SECRET}@example.org/",
        f"https://a b/{SECRET}",
    ],
)
def test_definitions_are_refused_without_the_address_when_it_is_no_plain_http_address(url: str) -> None:
    with pytest.raises(ValueError, match="no plain http") as caught:
        sensor(url)

    assert SECRET not in str(caught.value)


def test_no_repr_holds_the_address_when_a_webhook_is_configured(chat: Chat) -> None:
    made = definitions(DuckDBStoreResource(), thresholds=MonitorThresholds(), webhook_url=chat.url)

    assert SECRET not in repr(Webhook(chat.url))
    assert SECRET not in repr(made) + repr(made.resolve_sensor_def("notify_run_failure"))


def test_the_sensor_runs_from_the_start_when_it_is_made(chat: Chat) -> None:
    assert sensor(chat.url).default_status.value == "RUNNING"


@pytest.mark.parametrize("absent", [None, ""])
def test_there_is_no_sensor_when_no_webhook_is_configured(absent: str | None, tmp_path: Path) -> None:
    duckdb = DuckDBStoreResource(database_path=str(tmp_path / "x.duckdb"))
    made = definitions(duckdb, thresholds=MonitorThresholds(), webhook_url=absent)

    assert not list(made.sensors or [])


@given(error=st.text(), partition=st.none() | st.text())
def test_a_message_is_one_short_line_without_links_or_mentions_when_errors_are_anything(
    error: str, partition: str | None
) -> None:
    text = message("some_job", "1234", partition=partition, error=f"{error} http://x.example/{SECRET} @here")

    assert len(text) < 600
    assert text.isprintable()
    assert text.endswith(" – run 1234")
    assert "://x" not in text
    assert not set("<>@") & set(text)
