"""The REST API of a WordPress site on the loopback interface: content that changes, latency and faults on request.

Belongs here: content and its answers in the real API's shape. Does not: reading them, which is `wordpress_client`.
"""

from techpulse.wordpress_simulator.command import main
from techpulse.wordpress_simulator.generator import generate_site
from techpulse.wordpress_simulator.simulator import WordPressSimulator
from techpulse.wordpress_simulator.site import WordPressSite

__all__ = ["WordPressSimulator", "WordPressSite", "generate_site", "main"]
