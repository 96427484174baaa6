"""The pieces of an editable 公文 (DOCX): styles, pages, heads, tables, pictures."""
