"""The verbs that ask portals or read pages: one function each, thin."""
