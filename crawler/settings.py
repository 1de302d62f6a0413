"""Scrapy's settings: only what differs from its defaults, each with its reason."""

from importlib.metadata import version

from crawler.decoding import ACCEPTED

BOT_NAME = "luutru"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# An honest name; `crawler.contact` adds whom a portal can write to.
USER_AGENT = f"luutru/{version('luutru')} (archive of government news)"

# Nothing listens while we crawl: both are doors into the process (neither is among EXTENSIONS_BASE either).
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Addresses come from the frontier, in its order, and survive the process.
SCHEDULER = "crawler.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# A proxy of the environment would look names up out of our sight.
HTTPPROXY_ENABLED = False

# robots.txt, retries, redirects and hosts are ours: Scrapy's take an unreachable robots.txt for permission, retry
# without waiting, follow redirects out of sight of the record, and take two ports for one host.
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
# Content coding is undone by crawler/decoding.py, for live pages and for those read again from warc/ alike.
COMPRESSION_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.cookies.BoundedCookies": 700,
    "crawler.middlewares.guard.GuardMiddleware": 100,
    "crawler.middlewares.capture.CaptureMiddleware": 595,
}
# Every status is a finding; what a page links to is the frontier's to judge.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
}
ITEM_PIPELINES = {"crawler.writer.VisitPipeline": 100}
# Of Scrapy's own extensions these alone: one that is switched off would be imported all the same, with half of Twisted
# or another HTTP client behind it.
EXTENSIONS_BASE = {
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
}
EXTENSIONS = {"crawler.throttle.PoliteThrottle": 0}

# Connections are checked where they are made, and no other scheme than these two leads to a portal. TLS is each
# portal's own affair (both in crawler/downloading/); Scrapy's handlers take any certificate by default.
DOWNLOAD_HANDLERS = {
    "http": "crawler.downloading.handler.PortalDownloadHandler",
    "https": "crawler.downloading.handler.PortalDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 32 << 20
DOWNLOAD_WARNSIZE = 0
# A body that ends early is kept and marked, not thrown away.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_DELAY = 1.0
# The delay is a promise: no jitter below it.
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": ACCEPTED,
}
# A response yields one visit; Scrapy begins as many tasks for each as this says, a hundred by default.
CONCURRENT_ITEMS = 1
# Our callbacks are known; looking their source up at each response takes a tenth of the crawl's own time.
WARN_ON_GENERATOR_RETURN_VALUE = False
LOG_LEVEL = "ERROR"
# What the user sees is ours to write.
LOG_INSTALL_ROOT_HANDLER = False
