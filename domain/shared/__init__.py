"""The kernel: values and mechanisms that every context of the domain shares."""
