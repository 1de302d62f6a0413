"""How a page is received: from addresses that may be connected to, with TLS as the portal's definition says, and
rendered first by a browser where that must be.

It stands between Scrapy's engine and the network, below the middlewares, and writes nothing.
"""
