"""Log lines for machines: one JSON object a line, on standard error.

Here: the shape of a line. Not here: what is logged; requests are not, only what goes wrong.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from techpulse.health_api.request_ids import request_id


class JsonLines(logging.Formatter):
    """`time` (UTC), `level`, `message`; `request_id` where a request is concerned, `error` with its stack."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage().strip(),
        }
        if own := request_id.get():
            line["request_id"] = own
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def log_in_json() -> None:
    """From here on, all that this process logs are such lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
