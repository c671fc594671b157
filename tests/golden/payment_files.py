"""Payment files that banks have been sent: a run that is sent again must give the same bytes for ever.

``python -m tests.golden.payment_files`` adds files that are not there yet; it changes none.
"""

from pathlib import Path

from application.payments.instructions import PainVersion
from infrastructure.bank.pain_001 import PainFiles
from tests.infrastructure.bank.instructions import of_all_kinds

FOLDER = Path(__file__).parent / "bank_files"


def place(version: PainVersion) -> Path:
    """Where the file of a version is."""
    return FOLDER / f"{version.value}.xml"


def written(version: PainVersion) -> bytes:
    """The file as it is written today."""
    return PainFiles().write(of_all_kinds(version))


if __name__ == "__main__":
    for each in PainVersion:
        if not place(each).exists():
            place(each).write_bytes(written(each))
