"""Pictures to paste into a LINE chat: a page of plain values, and a template that draws it."""
