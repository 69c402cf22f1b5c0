"""What an answer may depend on besides its path: the headers of the request that it answers."""

import http.client

from techpulse.answer_server import Answer, AnswerServer


def test_header_is_the_asking_requests_own_when_answered() -> None:
    def answer(path: str) -> Answer:
        return Answer(200, server.header(path[1:]).encode("latin-1"))

    with AnswerServer(answer) as server:
        connection = http.client.HTTPConnection(server.origin.removeprefix("http://"), timeout=5)

        def told(name: str, headers: dict[str, str]) -> bytes:
            connection.request("GET", f"/{name}", headers=headers)
            return connection.getresponse().read()

        assert told("If-None-Match", {"IF-none-MATCH": ' "a:b" '}) == b'"a:b"'
        assert told("If-None-Match", {"If-None": "x", "X-If-None-Match": "y"}) == b""
        assert told("cookie", {"Cookie": "é=1"}) == "é=1".encode("latin-1")
        connection.close()
