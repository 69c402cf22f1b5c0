"""The `techpulse-health` command: settings in, a served app, an exit code out.

Not here: what the app answers (`app.py`).
"""

import sys

import uvicorn

from techpulse.health_api.app import create_app
from techpulse.settings import SettingsError, load_settings

_GRACE_SECONDS = 2


def main() -> int:
    """2 where a setting is wrong, after one line on standard error; else the service runs until it is told to stop.

    SIGTERM and SIGINT let running requests end, within seconds. Logs go to standard error and hold no request.
    """
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"techpulse-health: {error}\n")
        return 2
    uvicorn.run(
        create_app(settings.db_path),
        host=settings.health_host,
        port=settings.health_port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return 0
