"""The look at an unknown portal: few polite requests, what they show, and the definition that is written from it."""
