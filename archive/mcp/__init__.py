"""The archive for language models: a read-only MCP server over standard input and output.

What was archived was written by others, some of whom know that models read. So nothing of it is ever mixed with what
the archive says itself: `marking` keeps the two apart, `answers` gathers both, `server` speaks the protocol.
"""
