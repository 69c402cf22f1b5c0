"""The simulator as a process: `python -m techpulse.conference_simulator --conferences 60`."""

import sys

from techpulse.conference_simulator import main

if __name__ == "__main__":
    sys.exit(main())
