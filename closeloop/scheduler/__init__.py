"""When nobody looks: what is due happens by itself, once, whichever node does it."""
