"""Tells the archivist what has changed: a portal's state, the week, and that the archive cannot be written.

`messages` puts it into words (pure), `digest` sums up a week, `channels` sends, `sending` decides what is due.
"""

from crawler.alerts.channels import NotSent, send
from crawler.alerts.messages import Message
from crawler.alerts.sending import tell, tell_broken

__all__ = ["Message", "NotSent", "send", "tell", "tell_broken"]
