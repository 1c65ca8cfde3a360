"""A release in one folder: every form of it, described, checksummed, checked.

Two builds of the same files are the same bytes: dates come from the dataset's own
description, never from the clock, and no path of this machine is written anywhere.
"""

from alliance_kg.publishing.publication import Publication, publish

__all__ = ["Publication", "publish"]
