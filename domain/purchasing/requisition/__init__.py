"""A request to buy: raised, routed to an approver, approved by another person, turned into an order."""
