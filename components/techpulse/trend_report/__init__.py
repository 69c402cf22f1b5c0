"""Gold's figures → one HTML page that needs no network. Pure: no database, no clock; Altair only while rendering."""

from techpulse.trend_report.figures import GoldFigures, Technology
from techpulse.trend_report.gold import GoldShapeError, gold_figures, gold_query
from techpulse.trend_report.page import render_report
from techpulse.trend_report.scores import Score

__all__ = ["GoldFigures", "GoldShapeError", "Score", "Technology", "gold_figures", "gold_query", "render_report"]
