"""The bottom layer: text with places. Documents, spans, values, edits and the way to files.

Everything above speaks in the terms of this package. It must not know any file format,
any fact or any rule, and it touches neither disk nor console: the front end hands in `Files`.
"""

from __future__ import annotations

from dcslint.source.document import Document, Host, Public, Span
from dcslint.source.edit import Edit, Fix, OverlappingEditsError, apply_edits
from dcslint.source.files import DictFiles, Files, FileUnavailableError, Overlay, normalise
from dcslint.source.pieces import Piece
from dcslint.source.value import (
    Origin,
    Unknown,
    Value,
    concatenate,
    join,
    recording_unjudged,
)

__all__ = [
    "DictFiles",
    "Document",
    "Edit",
    "FileUnavailableError",
    "Files",
    "Fix",
    "Host",
    "Origin",
    "OverlappingEditsError",
    "Overlay",
    "Piece",
    "Public",
    "Span",
    "Unknown",
    "Value",
    "apply_edits",
    "concatenate",
    "join",
    "normalise",
    "recording_unjudged",
]
