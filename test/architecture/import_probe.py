"""What a brick's own code does while it is imported, beyond defining things: one line a deed, none when all is well.

Run as a script in a process of its own, because an audit hook stays for good: `python -B import_probe.py cli`.
A deed belongs to the module whose body is running, so what a library does in its own import is not held against us.
"""

import importlib
import os
import pkgutil
import sys
import sysconfig
import zoneinfo
from collections import UserDict
from pathlib import Path
from types import FrameType

ACTIONS = ("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "sqlite3.", "_thread.", "urllib.", "http.")
PART_OF_IMPORTING = ("os.listdir", "os.scandir")
READABLE = (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *zoneinfo.TZPATH, *sys.path[1:])
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def running_module(frame: FrameType | None) -> str:
    """The module whose body is being executed; "" outside of any."""
    while frame and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return str(frame.f_globals["__name__"]) if frame else ""


def tell(deed: str) -> None:
    """Report the deed, if a brick did it."""
    module = running_module(sys._getframe())
    if module.startswith("techpulse."):
        sys.stdout.write(f"{module} at import: {deed}\n")


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook: files opened to write, or to read outside of Python and the bricks, and every other action."""
    if event == "open" and isinstance(arguments[0], str):
        path, _, flags = arguments
        if int(str(flags)) & WRITING or not str(Path(str(path)).absolute()).startswith(READABLE):
            tell(f"opens {path}")
    elif event.startswith(ACTIONS) and event not in PART_OF_IMPORTING:
        tell(event)


class WatchedEnvironment(UserDict[str, str]):
    """The environment, telling when one of our own variables is read."""

    def __getitem__(self, key: str) -> str:
        if key.startswith("TECHPULSE_"):
            tell(f"reads {key}")
        return super().__getitem__(key)


def import_brick(name: str) -> None:
    """Import the brick's face and every module behind it but `__main__`."""
    face = importlib.import_module(f"techpulse.{name}")
    for module in pkgutil.walk_packages(face.__path__, f"{face.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


if __name__ == "__main__":
    os.environ = WatchedEnvironment(os.environ)  # type: ignore[assignment] # noqa: B003 - a spy in its place
    sys.addaudithook(watch)
    import_brick(sys.argv[1])
