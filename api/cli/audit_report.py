"""What a verification found in one log: in its events, and in what is shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.bootstrap.operating import Daybook
from api.bootstrap.rebuilding import row_check
from api.cli.counting import Counting
from api.cli.output import Row
from api.cli.shown_rows import rows_not_as_logged
from application.ports.log_check import Checked
from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class Report:
    """The check of one log, and what of its read models is not what its events say."""

    tenant: TenantId
    checked: Checked
    shown: Sequence[Row] = ()

    @property
    def findings(self) -> list[Row]:
        """Everything that is wrong, in the log first."""
        logged: list[Row] = [
            {
                "tenantId": self.tenant,
                "position": each.position,
                "until": each.until,
                "problem": each.problem,
            }
            for each in self.checked.findings
        ]
        return [*logged, *self.shown]

    def row(self, *, nested: bool = False) -> Row:
        """The log in a line; with `nested` what is wrong with it, too."""
        checked = self.checked
        told = {
            "tenantId": self.tenant,
            "events": checked.events,
            "sealed": checked.sealed,
            "checkpoints": checked.checkpoints,
            "root": checked.root.hex(),
        }
        return {**told, "problems": self.findings if nested else len(self.findings)}


async def with_read_models(daybook: Daybook, reports: Sequence[Report]) -> list[Report]:
    """Where a log is sound, every row that is shown is made again from it and compared."""
    check, found = row_check(daybook), []
    with Counting("making rows again", "events") as told:
        for report in reports:
            if report.checked.findings:
                found.append(report)
                continue
            before = told.done

            def tell(done: int, total: int, before: int = before) -> None:
                told.tell(before + done, before + total)

            shown = await rows_not_as_logged(daybook, check, report.tenant, tell)
            found.append(replace(report, shown=shown))
    return found
