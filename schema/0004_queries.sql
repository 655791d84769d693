-- Saved queries: which items are meant, in the language of retrovue-query(7).
CREATE TABLE queries (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
