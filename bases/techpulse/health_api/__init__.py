"""The health service: one FastAPI app that says whether the lake is fresh and whole. It only ever reads."""

from techpulse.health_api.app import create_app
from techpulse.health_api.server import main

__all__ = ["create_app", "main"]
