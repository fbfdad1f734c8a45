"""The tests of the rules: what is right, asked without a database or a clock."""
