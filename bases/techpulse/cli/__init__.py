"""The `techpulse` command: what a person types.

Belongs here: arguments, progress, words and exit codes. Does not: fetching, storing, rules about data.
"""

from techpulse.cli.command import main

__all__ = ["main"]
