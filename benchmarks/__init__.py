"""How fast closeloop is, always as a ratio to the same work done barely on the same machine."""
