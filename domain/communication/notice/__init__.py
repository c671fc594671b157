"""That somebody is to be told something, in words that never change, and whether they were."""
