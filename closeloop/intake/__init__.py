"""What comes in: files of other systems, read safely, each cell told apart and answered for."""
