"""What a sync costs: ``python -m benchmarks.sync``."""
