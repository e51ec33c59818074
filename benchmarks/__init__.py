"""What measures speed and memory, with the peers it compares against. Run ``python -m benchmarks.pairing``."""
