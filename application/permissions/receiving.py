"""What may be asked of deliveries."""

from application.permissions.permission import command, query
from application.permissions.roles import BUYING, OVERSIGHT, READING
from domain.identity.role import Role

RECEIVING = (
    command("grn.receive", OVERSIGHT | {Role.WAREHOUSE}, "Enter a delivery."),
    command("grn.accept", BUYING, "Accept a delivery that disagrees with its order."),
    command("grn.return", BUYING, "Send back what a held delivery brought wrongly."),
    command(
        "grn.return-to-supplier",
        BUYING | {Role.WAREHOUSE},
        "Send back goods that had been accepted.",
    ),
    query("grn.read", READING, "See a delivery."),
    query("grn.list", READING, "List deliveries."),
    query("expected-deliveries.list", READING, "See what is still to be delivered."),
)
