"""Drills: the real server under what a bad day brings, and whether its promises hold."""
