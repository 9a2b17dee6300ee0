"""How fast Miolingo is, as ratios within one run: ``python -m benchmarks.speed``."""
