"""How a page is received: TLS as the portal's definition says, and pages that a browser must render first.

It stands between Scrapy's engine and the network, below the middlewares, and writes nothing.
"""
