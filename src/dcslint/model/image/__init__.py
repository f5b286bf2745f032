"""Dockerfiles: from instructions to stages, commands and the Python that they install into."""
