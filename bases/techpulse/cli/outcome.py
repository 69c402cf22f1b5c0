"""How a command ends when it does not end well: as one line and an exit code."""


class BadInputError(Exception):
    """What was typed can't be used: the message says what, and what is accepted. Nothing was changed. Exit code 2."""


class FailedError(Exception):
    """What was asked for could not be done: the message says why, and what to do. Exit code 1."""
