-- A draft is handed in for approval: who did it, when and with which words; and in which words it was decided.
-- A draft that waits keeps the status 'draft', of which there is one at most for a channel; submitted_at says that it was handed in.

ALTER TABLE drafts ADD COLUMN submitted_at INTEGER;
ALTER TABLE drafts ADD COLUMN submitted_by TEXT CHECK ((submitted_by IS NULL) = (submitted_at IS NULL));
ALTER TABLE drafts ADD COLUMN submitted_note TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN decided_note TEXT NOT NULL DEFAULT '';
