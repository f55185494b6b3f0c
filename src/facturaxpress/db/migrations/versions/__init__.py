"""Revisions in order. A revision that was released is never edited; the next one corrects it."""
