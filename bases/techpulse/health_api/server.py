"""The `techpulse-health` command: settings in, a served app, an exit code out.

Not here: what the app answers (`app.py`), what one connection may take (`connections.py`).
"""

import sys
from contextlib import suppress
from datetime import timedelta
from types import MappingProxyType

import uvicorn
from starlette.types import ASGIApp

from techpulse.health_api.app import create_app
from techpulse.health_api.connections import GuardedConnection
from techpulse.health_api.logs import log_in_json
from techpulse.service_health import Thresholds
from techpulse.settings import Settings, SettingsError, load_settings

_GRACE_SECONDS = 2
_MB = 10**6


def main() -> int:
    """2 where a setting is wrong, after one line on standard error; else the service runs until it is told to stop.

    SIGTERM and SIGINT let running requests end, within seconds. Logs go to standard error, a JSON object a line, and
    hold no request that went well.
    """
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"techpulse-health: {error}\n")
        return 2
    log_in_json()
    app = create_app(
        settings.db_path, refresh_seconds=settings.health_refresh_seconds, thresholds=thresholds_of(settings)
    )
    server = uvicorn.Server(server_config(app, host=settings.health_host, port=settings.health_port))
    with suppress(KeyboardInterrupt):  # which uvicorn raises once more when it has ended
        server.run()
    return 0 if server.started else 1


def server_config(app: ASGIApp, *, host: str, port: int) -> uvicorn.Config:
    """How the app is served: one worker, guarded connections, nothing told of who serves, logs left as they are."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=GuardedConnection,
        loop="asyncio",  # uvloop would be a sixth of all that is installed, and gains little here
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def thresholds_of(settings: Settings) -> Thresholds:
    """What counts as too much, as the settings have it."""
    hours = {source: timedelta(hours=number) for source, number in settings.health_source_hours}
    return Thresholds(
        snapshot_age_limit=timedelta(seconds=settings.health_snapshot_seconds),
        busy_limit=timedelta(seconds=settings.health_busy_seconds),
        monthly_sources=MappingProxyType(dict(settings.health_monthly_sources)),
        age_warnings=MappingProxyType(hours),
        default_age_warning=timedelta(hours=settings.health_default_hours),
        load_silence_limit=timedelta(seconds=settings.health_silence_seconds),
        load_time_limit=timedelta(seconds=settings.health_load_seconds),
        quarantine_warning=settings.health_quarantine_warning,
        quarantine_limit=settings.health_quarantine_limit,
        free_bytes_warning=settings.health_disk_warning_mb * _MB,
        free_bytes_limit=settings.health_disk_limit_mb * _MB,
    )
