-- Which languages a channel's tracks of sound are in.

ALTER TABLE channels ADD COLUMN audio TEXT NOT NULL DEFAULT ''; -- language codes, at most two, a comma between them; none: one track as the file has it
