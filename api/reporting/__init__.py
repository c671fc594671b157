"""Reports in the forms that people and programs take them in; the same report has the same bytes."""
