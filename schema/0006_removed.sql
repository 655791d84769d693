-- A library that was taken out by hand: its row stays for what its items were, and is shown no more.

ALTER TABLE libraries ADD COLUMN removed_at INTEGER;  -- its external_key is '~' and its id then, so that the server's may come anew
