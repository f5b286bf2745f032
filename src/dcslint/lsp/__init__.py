"""The language server: dcslint in an editor, as you type.

`session` and what it uses know texts, findings and their places; `server` alone speaks the protocol
(pygls, the extra `dcslint[lsp]`). Nothing here touches the disk: the front end hands in a linter.
"""
