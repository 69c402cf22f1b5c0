"""A made-up source in a process of its own, which ends with this one.

Belongs here: starting, telling to change and ending it. Does not: what it serves, which is the simulators'.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from techpulse.cli.outcome import FailedError


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """A simulator that serves; `base_url` stands where the real source's would."""

    base_url: str
    process: "subprocess.Popen[str]"

    def change(self) -> Mapping[str, Sequence[int]]:
        """Ids by list of what is edited and made now, where the simulator can do that.

        Raises:
            FailedError: it is gone.
        """
        self.process.send_signal(signal.SIGUSR1)
        changed: Mapping[str, Sequence[int]] = json.loads(_line(self.process))
        return changed


@contextmanager
def simulator(name: str, *options: str) -> Iterator[RunningSimulator]:
    """The simulator `techpulse.{name}`, serving for the length of a `with` block.

    Raises:
        FailedError: it did not start.
    """
    command = [sys.executable, "-m", f"techpulse.{name}", *options, "--with-parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own words
        try:
            yield RunningSimulator(_line(process), process)
        finally:
            process.terminate()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        raise FailedError("the simulator did not start, or has ended; its own words stand above")
    return line
