"""Tells the archivist what has changed: a portal's state, articles, the week, and that the archive cannot be written.

`messages` puts it into words (pure), `digest` sums up a week, `channels` sends, `sending` decides what is due.
"""

from crawler.alerts.channels import NotSent, send, ways_of
from crawler.alerts.messages import Message
from crawler.alerts.sending import tell, tell_broken, waiting

__all__ = ["Message", "NotSent", "send", "tell", "tell_broken", "waiting", "ways_of"]
