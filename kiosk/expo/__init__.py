"""The rules of the expo, one file a noun. They know store, journal and refusals, never Flask."""
