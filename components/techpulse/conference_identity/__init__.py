"""Which records of conferences are one edition: its series, its year and its track, told from title, name and dates.

Belongs here: names, ordinals, years, tracks, and the series whose names differ. Does not: records, sources, tables.
"""

from techpulse.conference_identity.edition import Edition, edition_of, series_of

__all__ = ["Edition", "edition_of", "series_of"]
