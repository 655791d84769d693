-- Which tracks beside the pictures go on air, and which files have captions inside their pictures.

ALTER TABLE channels ADD COLUMN subtitles TEXT NOT NULL DEFAULT ''; -- language codes, most wanted first, a comma between them
ALTER TABLE streams ADD COLUMN captions INTEGER NOT NULL DEFAULT 0 CHECK (captions IN (0, 1));
