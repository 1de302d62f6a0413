"""What stands between Scrapy's engine and the network. None of it writes to the archive."""
