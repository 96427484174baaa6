"""The practice office for trying out, teaching and testing: invented people, real imports, real documents."""
