-- What is about to air stays as it is, and so does what people placed by hand.

ALTER TABLE channels ADD COLUMN lock_ms INTEGER NOT NULL DEFAULT 7200000 CHECK (lock_ms >= 0);  -- what is about to air stays
ALTER TABLE slots ADD COLUMN type TEXT NOT NULL DEFAULT 'block' CHECK (type IN ('block', 'fixed'));  -- by a rule, or by hand
