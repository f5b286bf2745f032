"""The rulebook: cards joined with checks. Knows no disk; texts are handed in."""
