"""What goes wrong around the program rather than inside the law."""


class OperationError(Exception):
    """Something that cannot be done now, told to a person in Spanish: what happened and what to do about it.

    `exit_code` is what the command line ends with: 4 for trouble of the surroundings, 3 where nothing is running,
    2 for wrong use, 1 where the thing asked about is at fault.
    """

    def __init__(self, message: str, fix: str = "", *, exit_code: int = 4) -> None:
        super().__init__(f"{message} {fix}".strip())
        self.message = message
        self.fix = fix
        self.exit_code = exit_code
