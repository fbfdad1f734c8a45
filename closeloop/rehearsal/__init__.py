"""What if: a demonstration authority, simulated months, and clocks that send nothing."""
