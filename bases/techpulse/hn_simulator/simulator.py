"""The Hacker News API of a dump, served on the loopback interface.

Here: the dump's endpoints put on a server, under the API's base URL.
Not here: either of the two (`endpoints`, `answer_server`).
"""

from techpulse.answer_server import AnswerServer, Faults
from techpulse.hn_simulator.dump import HackerNewsDump
from techpulse.hn_simulator.endpoints import Endpoints


class HackerNewsSimulator(AnswerServer):
    """Serves `dump` as `https://hacker-news.firebaseio.com/v0` would, while it is entered.

    Counted paths and the paths of faults are whole: `/v0/item/1.json`.
    """

    def __init__(self, dump: HackerNewsDump, *, port: int = 0, faults: Faults | None = None) -> None:
        super().__init__(Endpoints(dump).answer, port=port, faults=faults)

    @property
    def base_url(self) -> str:
        """What takes the place of `https://hacker-news.firebaseio.com/v0`; known once entered."""
        return f"{self.origin}/v0"
