"""The web: portals, discovery, fetching and extraction."""
