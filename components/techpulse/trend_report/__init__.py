"""Gold's figures → one HTML page that needs no network. Pure: no database, no clock; Altair only while rendering."""

from techpulse.trend_report.gold import GoldShapeError, gold_figures, gold_query
from techpulse.trend_report.page import render_report

__all__ = ["GoldShapeError", "gold_figures", "gold_query", "render_report"]
