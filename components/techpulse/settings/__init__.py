"""The environment of a process as frozen, validated settings. For bases; other bricks are handed values."""

from techpulse.settings.environment import Settings, SettingsError, load_settings

__all__ = ["Settings", "SettingsError", "load_settings"]
