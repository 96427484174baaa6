"""The 公文 page (GB/T 9704): line breaking, paragraphs, tables, figures, pages."""
