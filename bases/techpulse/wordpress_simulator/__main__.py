"""The simulator as a process: `python -m techpulse.wordpress_simulator --pages 500`."""

import sys

from techpulse.wordpress_simulator import main

if __name__ == "__main__":
    sys.exit(main())
