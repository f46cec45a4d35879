"""Slack: the app that answers there, and a Slack of one's own to drive it without a network."""
