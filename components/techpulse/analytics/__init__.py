"""Silver and Gold: the dbt project over the store's file, as configuration, and how it is run.

Belongs here: models, tests, seeds, profiles. Does not: reading Gold, or what a post says, which is `job_post_parser`'s.
"""

from techpulse.analytics.command import DbtCommand, dbt_command

__all__ = ["DbtCommand", "dbt_command"]
