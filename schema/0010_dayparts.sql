-- A daypart that nobody gave an item: by its type, as a hint for people and queries; it binds no plan.

ALTER TABLE items ADD COLUMN daypart_defaulted INTEGER NOT NULL DEFAULT 0 CHECK (daypart_defaulted IN (0, 1));
UPDATE items SET daypart_defaulted = 1, daypart = CASE kind WHEN 'movie' THEN 'prime' WHEN 'live' THEN 'prime' WHEN 'episode' THEN 'daytime'
  WHEN 'music' THEN 'overnight' ELSE 'any' END
  WHERE daypart = '' AND NOT EXISTS (SELECT 1 FROM overrides WHERE item_id = items.id AND field = 'daypart');
