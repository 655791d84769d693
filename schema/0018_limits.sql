-- What the encoders of a channel may take of the machine.

ALTER TABLE channels ADD COLUMN threads INTEGER NOT NULL DEFAULT 1 CHECK (threads BETWEEN 1 AND 16);          -- of each encoder
ALTER TABLE channels ADD COLUMN nice INTEGER NOT NULL DEFAULT 0 CHECK (nice BETWEEN 0 AND 19);
ALTER TABLE channels ADD COLUMN memory_mb INTEGER NOT NULL DEFAULT 0 CHECK (memory_mb BETWEEN 0 AND 1000000);  -- all together, 0 = any
ALTER TABLE channels ADD COLUMN priority INTEGER NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9);         -- who starts first
