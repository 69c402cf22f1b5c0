"""Silver and Gold: the dbt project over the store's file, as configuration, and how it is run.

Belongs here: models, tests, seeds, profiles. Does not: reading Gold, or what a post says, which is `job_post_parser`'s.
"""

from techpulse.analytics.command import PROJECT_FOLDER, DbtCommand, dbt_command

__all__ = ["PROJECT_FOLDER", "DbtCommand", "dbt_command"]
