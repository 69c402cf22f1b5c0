"""The simulator as a process: `python -m techpulse.parliament_simulator --sessions 44-1=20,45-1=30`."""

import sys

from techpulse.parliament_simulator import main

if __name__ == "__main__":
    sys.exit(main())
