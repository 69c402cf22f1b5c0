"""Both APIs of Parliament, served on one loopback origin.

Here: which API answers a path, and refusing one request too many.
Not here: either API (`legisinfo`, `openparliament`), serving (`answer_server`).
"""

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.parliament_simulator.legisinfo import LEGISINFO_PATH, LegisInfo
from techpulse.parliament_simulator.list_records import ListForm
from techpulse.parliament_simulator.openparliament import BILLS_PATH, OpenParliament, too_many_requests
from techpulse.parliament_simulator.parliament import Parliament


class ParliamentSimulator(AnswerServer):
    """Serves `parliament` as OpenParliament at `/bills/` and LEGISinfo at `/legisinfo/en/`, while it is entered.

    The parliament may change meanwhile. Counted paths and the paths of faults are whole: `/bills/?session=45-1`. While
    more than `most_concurrent` requests of OpenParliament are in flight, the latest are answered 429; None: never.

    Attributes:
        list_form: how LEGISinfo's lists look; assign another one at any time, as its releases do.
    """

    def __init__(
        self,
        parliament: Parliament,
        *,
        port: int = 0,
        faults: Faults | None = None,
        most_concurrent: int | None = None,
        list_form: ListForm | None = None,
    ) -> None:
        super().__init__(self._answer, port=port, faults=faults)
        self.list_form = list_form or ListForm()
        self._most_concurrent = most_concurrent
        self._legisinfo = LegisInfo(parliament, list_form=lambda: self.list_form)
        self._openparliament = OpenParliament(parliament)

    @property
    def openparliament_url(self) -> str:
        """What takes the place of `https://api.openparliament.ca`; known once entered."""
        return self.origin

    @property
    def legisinfo_url(self) -> str:
        """What takes the place of `https://www.parl.ca/legisinfo/en`; known once entered."""
        return f"{self.origin}{LEGISINFO_PATH}"

    def _answer(self, target: str) -> Answer:
        if target.lower().startswith(f"{LEGISINFO_PATH}/"):
            return self._legisinfo.answer(target)
        if self._most_concurrent is not None and self.in_flight(BILLS_PATH) > self._most_concurrent:
            return too_many_requests()
        return self._openparliament.answer(target)
