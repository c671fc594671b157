"""`daybook doctor`: examine an installation and say how to mend what is wrong."""

import asyncio

from api.bootstrap.operating import Finding, examine, load_settings
from api.cli.complaint import Complaint
from api.cli.logs import write_logs
from api.cli.output import Format, Output, write_rows
from api.cli.programs import program

app = program()


class Unwell(Complaint):
    """Something has to be mended; which and how is on standard output."""


@app.command()
def doctor(*, output: Output = Format.TABLE) -> None:
    """Examine this installation and say how to mend it.

    Looks at the machine, its secrets, the database with its schema and rights, the events and those who
    follow the log.
    Ends with 1 when something is not well.
    """
    findings = asyncio.run(_all_findings())
    rows = [
        {
            "check": finding.check,
            "result": "ok" if finding.well else "FAILED",
            "found": finding.found,
            "hint": None if finding.well else finding.hint,
        }
        for finding in findings
    ]
    write_rows(rows, ("check", "result", "found", "hint"), output)
    failed = [finding.check for finding in findings if not finding.well]
    if failed:
        raise Unwell(f"not well: {', '.join(failed)}", "each line above says how to mend it")


async def _all_findings() -> list[Finding]:
    settings = load_settings()
    write_logs(settings, least="error")
    return [finding async for finding in examine(settings)]
