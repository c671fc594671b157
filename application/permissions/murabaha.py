"""What may be asked of financing contracts."""

from application.permissions.permission import command, query
from application.permissions.roles import BUYING, READING, TREASURY

MURABAHA = (
    command("murabaha.request", BUYING | TREASURY, "Elect to have a bank finance an order."),
    command("murabaha.contract", TREASURY, "Record that a financing contract is signed."),
    command("murabaha.acquire", TREASURY, "Record that the bank bought the goods."),
    command("murabaha.transfer", TREASURY, "Record that the bank sold the goods on to us."),
    command("murabaha.settle", TREASURY, "Pay what remains of a financing at once."),
    command("murabaha.cancel", BUYING | TREASURY, "Call a financing off."),
    query("murabaha.read", READING, "See a financing contract and its instalments."),
    query("murabaha.list", READING, "List financing contracts."),
)
