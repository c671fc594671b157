"""`python -m api.cli`: the command `daybook` for a Python that is known."""

from api.cli.main import main

main()
