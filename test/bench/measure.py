"""One contender, measured in a process of its own: `python measure.py CONTENDER BASE_URL DATABASE MONTH=THREAD…`.

A contender is a module of `contenders` with `ingest(base_url, database, *, threads)` and `stored_ids(database)`; its
imports are done before the clock starts. Needs Python alone, since peers run in their own environment.
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path


def main(contender: str, base_url: str, *, database: Path, threads: dict[str, int]) -> None:
    module = import_module(f"contenders.{contender}")
    begun, cpu_before = time.monotonic(), cpu_seconds()
    module.ingest(base_url, database, threads=threads)
    seconds, cpu = time.monotonic() - begun, cpu_seconds() - cpu_before
    peak = peak_mb()
    ids = module.stored_ids(database)
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak, "ids": sorted(ids)}))


def cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_mb() -> float:
    """Of this process, or of its largest child. The kernel's own ru_maxrss of a process includes its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own_kb = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return max(own_kb, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    name, url, file, *pairs = sys.argv[1:]
    roots = dict(pair.split("=") for pair in pairs)
    main(name, url, database=Path(file), threads={month: int(root) for month, root in roots.items()})
