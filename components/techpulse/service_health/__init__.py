"""Ledger facts and the time of now → a frozen health report. Pure: no file, no clock, no web."""

from techpulse.service_health.records import Check, DatabaseProblem, HealthReport, LedgerReading, LoadSummary
from techpulse.service_health.thresholds import Thresholds
from techpulse.service_health.verdict import assess

__all__ = ["Check", "DatabaseProblem", "HealthReport", "LedgerReading", "LoadSummary", "Thresholds", "assess"]
