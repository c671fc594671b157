"""What a verification found in one log: in its events, and in what is shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.bootstrap.operating import Daybook, stream_pages
from api.cli.output import Row
from api.cli.refold import Refold
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


async def with_read_models(daybook: Daybook, report: Report) -> Report:
    """Where the log is sound, every document is folded again and compared with what is shown of it."""
    if report.checked.findings:
        return report
    refold = await Refold.of(daybook, report.tenant, True)
    shown: list[Row] = []
    async for page in stream_pages(daybook.storage.pool, report.tenant):
        for name in page:
            shown += (await refold.stream(name)).findings
    return replace(report, shown=shown)
