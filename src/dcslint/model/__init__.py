"""Meaning: stages, commands, environments, images, clusters. Knows no rule, wording or severity."""
