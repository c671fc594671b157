"""The command line, as whoever sits at the machine meets it."""
