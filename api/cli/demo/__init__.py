"""A purchase, played through the public API by people of a company that exists for the show."""
