"""The case history since the first contact at each authority: told by hand or from files, shared, seen together."""
