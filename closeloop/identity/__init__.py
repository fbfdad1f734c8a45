"""Who says who it is: the council's own sign-in, by OpenID Connect."""
