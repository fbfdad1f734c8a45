"""Who is told: a letter is written, carried out of the house, and what became of it is known."""
