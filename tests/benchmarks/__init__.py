"""How fast it is, as ratios to what the same machine does without us: `python -m tests.benchmarks --help`."""
