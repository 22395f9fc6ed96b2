"""`kb chat`: a conversation with the documents, in a terminal or over a pipe."""
