"""dcslint: a linter for Databricks Container Services."""

__version__ = "0.1.0"
