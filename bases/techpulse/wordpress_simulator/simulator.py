"""The REST API of a site, served on the loopback interface.

Here: the site's endpoints put on a server, under the API's base URL.
Not here: either of the two (`endpoints`, `answer_server`).
"""

from techpulse.answer_server import AnswerServer, Faults
from techpulse.wordpress_simulator.endpoints import API_PATH, Endpoints
from techpulse.wordpress_simulator.site import WordPressSite


class WordPressSimulator(AnswerServer):
    """Serves `site` as WordPress would, while it is entered; the site may change meanwhile.

    Counted paths and the paths of faults are whole: `/wp-json/wp/v2/pages?per_page=100&page=2`. A core before 5.7,
    `is_old_core`, ignores `modified_after` and `modified_before` without a word.
    """

    def __init__(
        self, site: WordPressSite, *, port: int = 0, faults: Faults | None = None, is_old_core: bool = False
    ) -> None:
        endpoints = Endpoints(site, base_url=lambda: self.base_url, is_old_core=is_old_core)
        super().__init__(endpoints.answer, port=port, faults=faults)

    @property
    def base_url(self) -> str:
        """What takes the place of `https://…/wp-json/wp/v2/`; known once entered."""
        return f"{self.origin}{API_PATH}/"
