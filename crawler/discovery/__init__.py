"""Where a portal announces its pages: links on pages, feeds, sitemaps; and which patterns of address bring nothing."""
