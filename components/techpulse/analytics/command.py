"""How dbt is run on a database file: its words and its environment, for a subprocess of the caller's.

Belongs here: where dbt finds the project and where it may write. Does not: starting it, or importing it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).parent
# dbt keeps most of the objects that it makes: looking for garbage among them would take a twentieth of a run.
_DBT = "import gc; gc.set_threshold(100_000); from dbt.cli.main import cli; cli(prog_name='dbt')"


@dataclass(frozen=True, slots=True)
class DbtCommand:
    """What to start: the words of the command line, and the variables to add to the environment."""

    arguments: tuple[str, ...]
    environment: dict[str, str]


def dbt_command(verb: str, *words: str, database: Path) -> DbtCommand:
    """`dbt VERB WORDS…` on the database file, from a checkout or an installed wheel.

    What dbt writes beside tables lands in `FILE.dbt/`: the project's folder may be read-only, and a parse that is kept
    saves the next run a second or two. The JSON that dbt writes for other tools costs another, and nobody reads it.
    """
    scratch = database.absolute().with_name(database.name + ".dbt")
    folders = {
        "--project-dir": _PROJECT,
        "--profiles-dir": _PROJECT,
        "--target-path": scratch / "target",
        "--log-path": scratch / "logs",
    }
    options = [word for option, folder in folders.items() for word in (option, str(folder))]
    environment = {"TECHPULSE_DB_PATH": str(database.absolute()), "DO_NOT_TRACK": "1"}
    return DbtCommand((sys.executable, "-c", _DBT, verb, *options, "--no-write-json", *words), environment)
