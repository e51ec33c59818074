"""From sentences to draft statements: what was said, how firmly, on what condition.

Rules that can be read, in tables that can be corrected, say what a sentence names and why; where labels exist, they
become features of a model. Every answer carries its evidence, and a sentence nothing is known of gets none.
"""

from __future__ import annotations
