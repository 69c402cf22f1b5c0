"""The environment's settings, with what was typed in their place.

Belongs here: that order of precedence. Does not: the settings themselves (`settings`).
"""

from pathlib import Path

from techpulse.cli.outcome import BadInputError
from techpulse.settings import Settings, SettingsError, load_settings


def settings_with(
    *, base_url: str | None = None, database: str | None = None, connections: int | None = None
) -> Settings:
    """The environment's settings, with what was typed in their place.

    Raises:
        BadInputError: a variable holds what can't be used.
    """
    typed = {
        "hn_base_url": base_url,
        "db_path": Path(database) if database else None,
        "hn_max_connections": connections,
    }
    try:
        return load_settings().model_copy(update={name: value for name, value in typed.items() if value is not None})
    except SettingsError as error:
        raise BadInputError(str(error)) from error
