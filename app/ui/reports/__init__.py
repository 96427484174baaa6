"""The editor of documents: text with chips, outline, preview, insertions."""
