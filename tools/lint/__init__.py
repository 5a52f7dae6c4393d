"""Page rules for contributors: what is wrong on a page, where, and what to write instead."""
