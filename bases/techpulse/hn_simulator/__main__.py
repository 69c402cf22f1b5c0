"""The simulator as a process: `python -m techpulse.hn_simulator --months 2026-10`."""

import sys

from techpulse.hn_simulator import main

if __name__ == "__main__":
    sys.exit(main())
