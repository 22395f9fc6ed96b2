"""Word, Excel, PowerPoint, OpenDocument, and their predecessors."""
