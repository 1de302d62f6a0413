"""The record: what was received, what it says, and how to find it. Knows nothing of crawling."""
