"""The bank to try things on, as the command line starts it; it needs no database of ours."""

from infrastructure.bank.simulator.delivery import Customer
from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.process import BankOptions, run_bank
from infrastructure.bank.simulator.reporting import Reporting

__all__ = ["BankOptions", "Customer", "Faults", "Reporting", "run_bank"]
