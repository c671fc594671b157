"""The bank to try things on, as the command line starts it; it needs no database of ours."""

from infrastructure.bank.simulator.delivery import Customer
from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.process import BankOptions, run_bank
from infrastructure.bank.simulator.reporting import Reporting
from infrastructure.settings import load_settings

__all__ = ["BankOptions", "Customer", "Faults", "Reporting", "load_settings", "run_bank"]
