"""What people see, and what programs ask: the only room that knows Flask."""
