"""An order to a supplier: approved by others than those who raised it, issued, received, invoiced, paid."""
