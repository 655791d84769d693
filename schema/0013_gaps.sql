-- Which files were searched for black and silence; markers of origin detected are what was found.

ALTER TABLE files ADD COLUMN gaps_signature TEXT NOT NULL DEFAULT '';  -- of the file that was searched; empty: never
ALTER TABLE files ADD COLUMN gaps_whole INTEGER NOT NULL DEFAULT 0 CHECK (gaps_whole IN (0, 1));  -- every picture, not only those in silence
