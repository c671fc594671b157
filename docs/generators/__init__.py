"""One module for each generated page; each has a function that returns the page's text."""
