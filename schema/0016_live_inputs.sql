-- Where live inputs are read from. An item of kind live with a row here has no file; it airs in windows that blocks give it.

CREATE TABLE live_inputs (
  item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
  url BLOB NOT NULL,  -- sealed; never printed
  shown TEXT NOT NULL -- scheme and host of it, for people
) STRICT;
