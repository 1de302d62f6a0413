"""The pages for readers, a file each: what an archive and a request make, as values for a template.

Nothing here knows of a server, and nothing writes.
"""
