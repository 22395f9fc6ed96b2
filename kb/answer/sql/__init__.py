"""Questions to tables that a chat model puts as one SQL query (text-to-SQL), run and told by the program itself."""
