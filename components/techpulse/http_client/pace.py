"""A pace for requests: their starts are spaced evenly, however many want to start at once.

Belongs here: waiting one's turn. Does not: retries or the server's own wishes.
"""

import asyncio


class Pace:
    """Turns at most `per_second` a second, in the order asked for; None gives every turn at once."""

    def __init__(self, per_second: float | None) -> None:
        self._gap_seconds = 1.0 / per_second if per_second else 0.0
        self._next_turn = 0.0

    async def turn(self) -> None:
        """Returns when the caller may start its request."""
        if not self._gap_seconds:
            return
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next_turn)
        self._next_turn = turn + self._gap_seconds
        await asyncio.sleep(turn - now)
