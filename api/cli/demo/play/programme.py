"""What is told on which day."""

from api.cli.demo.play.days import Scene
from api.cli.demo.play.scenes import buying, financing, invoicing, paying, receiving

SCENES = (
    Scene(0, "14:00", "A requisition finds its approver", buying.requisition),
    Scene(1, "14:00", "Accepted, and a level is lent", buying.delegation),
    Scene(2, "14:00", "Four microscopes more", buying.amendment),
    Scene(3, "14:00", "A machine that a bank buys first", financing.elected),
    Scene(3, "15:00", "An invoice that agrees, for work that does not", invoicing.poor_work),
    Scene(4, "14:00", "Two invoices that look alike", invoicing.look_alikes),
    Scene(5, "14:00", "No duplicate after all", invoicing.released),
    Scene(6, "14:00", "Up to the limit, and a gram beyond", receiving.up_to_the_limit),
    Scene(6, "14:30", "A bill before the goods", invoicing.too_early),
    Scene(6, "15:00", "Another price than agreed", invoicing.price_stays_disputed),
    Scene(6, "15:30", "Called off", buying.called_off),
    Scene(7, "14:00", "More than was ordered", receiving.beyond_the_limit),
    Scene(7, "14:30", "2 % above the price, and a cent more", invoicing.price_limits),
    Scene(7, "15:00", "Delivered all the same", buying.turned_away),
    Scene(8, "14:00", "Another article than was ordered", receiving.other_article),
    Scene(8, "16:30", "The first payment run", paying.first_run),
    Scene(9, "14:00", "The supplier gives in", invoicing.corrected),
    Scene(9, "14:30", "An invoice that comes twice", invoicing.billed_twice),
    Scene(9, "15:00", "Sold out", receiving.sold_out),
    Scene(9, "15:30", "The bank sells the machine on", financing.resold),
    Scene(10, "14:00", "46 will do", receiving.sold_out_accepted),
    Scene(10, "14:30", "Three go back", receiving.three_go_back),
    Scene(11, "14:00", "And are credited", invoicing.credit_note),
    Scene(11, "15:00", "The bank is back", paying.bank_is_back),
    Scene(13, "16:30", "The second payment run", paying.second_run),
    Scene(14, "13:45", "A transfer that was turned down", paying.rejected),
    Scene(14, "14:00", "Another account", paying.new_account),
    Scene(18, "16:30", "The third payment run", paying.last_run),
    Scene(19, "16:00", "Paid at last", paying.paid_at_last),
)
"""In the order of time."""
