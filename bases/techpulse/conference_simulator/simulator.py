"""All five sites, served on one loopback origin.

Here: the sites' endpoints put on a server, and the addresses where a client begins.
Not here: either of the two (`endpoints`, `answer_server`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from techpulse.answer_server import AnswerServer, Faults
from techpulse.conference_simulator import endpoints
from techpulse.conference_simulator.records import SiteName
from techpulse.conference_simulator.sites import ConferenceSites
from techpulse.conference_simulator.vocabulary import SUBJECTS


class ConferenceSimulator(AnswerServer):
    """Serves `sites` at the paths that the real ones have, while it is entered; they may change meanwhile.

    Counted paths and the paths of faults are whole: `/cfp/call?conference=robotics&page=2`. ACL answers 409 without its
    cookie. Published files, ACL and ChairingTool give an ETag, ACL and ELRA a Last-Modified; WikiCFP gives neither.
    """

    def __init__(self, sites: ConferenceSites, *, port: int = 0, faults: Faults | None = None) -> None:
        answers = endpoints.Endpoints(sites, header=self.header, origin=lambda: self.origin)
        super().__init__(answers.answer, port=port, faults=faults)

    @property
    def addresses(self) -> Mapping[SiteName, tuple[str, ...]]:
        """Where each site begins; known once entered."""
        categories = tuple(f"{endpoints.CATEGORY_PATH}?conference={quote(subject)}" for subject in SUBJECTS)
        paths: dict[SiteName, tuple[str, ...]] = {
            "ai_deadlines": (f"{endpoints.LISTING_PATH}?ref=main",),
            "acl_web": (endpoints.ACL_PATH,),
            "chairing_tool": (endpoints.CHAIRING_PATH,),
            "elra": (endpoints.ELRA_PATH,),
            "wikicfp": categories,
        }
        return MappingProxyType({site: tuple(self.origin + path for path in each) for site, each in paths.items()})

    @property
    def one_file_url(self) -> str:
        """The older form of ai-deadlines: all in one file; known once entered."""
        return f"{self.origin}{endpoints.ONE_FILE_PATH}"
