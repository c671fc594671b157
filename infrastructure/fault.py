"""What an operator has to know when the machine, not the business, says no."""


class Fault(Exception):
    """A failure of the surroundings, told in one sentence with a hint that says how to mend it.

    The class name is the error's name on the command line, so that people can search for it.
    """

    def __init__(self, sentence: str, hint: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence} (hint: {self.hint})"
