-- A station of version 18: one of everything that people would miss.
INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'media', 'folder', 1700000000000);
INSERT INTO folders (source_id, path, company) VALUES (1, '/media', 'Cola Co');
INSERT INTO folder_tags VALUES (1, 'brand:cola');
INSERT INTO libraries (id, source_id, external_key, title) VALUES (1, 1, 'folder', 'media');
INSERT INTO shows (id, title, sort_title, year) VALUES (1, 'Harbour', 'harbour', 1978);
INSERT INTO items (id, kind, title, sort_title, show_id, season, episode, library_id, validated, duration_ms, added_at, updated_at)
  VALUES (1, 'episode', 'Pilot', 'pilot', 1, 1, 1, 1, 1, 1300000, 1700000000000, 1700000000000);
INSERT INTO items (id, kind, title, sort_title, year, library_id, state, added_at, updated_at)
  VALUES (2, 'movie', 'Alien', 'alien', 1979, 1, 'file_not_found', 1700000000000, 1700000000000);
INSERT INTO items (id, kind, title, sort_title, company, library_id, validated, duration_ms, added_at, updated_at)
  VALUES (3, 'commercial', 'Snow', 'snow', 'Cola Co', 1, 1, 30000, 1700000000000, 1700000000000);
INSERT INTO origins (item_id, library_id, external_key, source_path, stamp, values_json) VALUES
  (1, 1, 'a.mkv', '/media/a.mkv', '1', '{"type":"episode","title":"Pilot","show":"Harbour","show_year":"1978","season":"1","episode":"1"}'),
  (2, 1, 'b.mkv', '/media/b.mkv', '2', '{"type":"movie","title":"Alien","year":"1979"}'),
  (3, 1, 'c.mp4', '/media/c.mp4', '3', '{"type":"commercial","title":"Snow","company":"Cola Co"}');
INSERT INTO overrides VALUES (1, 'rating', 'us-tv:TV-PG', 1700000000000);
INSERT INTO item_guids VALUES (2, 'tmdb', '348');
INSERT INTO show_guids VALUES (1, 'tvdb', '71173');
INSERT INTO tags (id, namespace, key) VALUES (1, 'holiday', 'christmas');
INSERT INTO item_tags VALUES (3, 1, 'manual');
INSERT INTO files (id, item_id, path, airs, size, mtime_ns, signature, verdict, probed_signature, duration_ms, loudness_mlufs) VALUES
  (1, 1, '/media/a.mkv', 1, 1000, 17, 'aa', 'playable', 'aa', 1300000, -23000),
  (2, 2, '/media/b.mkv', 1, 0, 0, '', 'missing', '', 0, NULL),
  (3, 3, '/media/c.mp4', 1, 500, 18, 'cc', 'playable', 'cc', 30000, -20000);
INSERT INTO streams (file_id, stream_index, kind, codec, width, height) VALUES (1, 0, 'video', 'h264', 640, 480);
INSERT INTO keyframes VALUES (1, x'00d00f');
INSERT INTO markers (item_id, kind, start_ms, end_ms, title, origin) VALUES (1, 'ad_break', 450000, NULL, '', 'manual'),
  (1, 'chapter', 0, 450000, 'Act 1', 'file');
INSERT INTO channels (id, number, name, zone) VALUES (1, 5, 'Retro', 'America/New_York');
INSERT INTO programming VALUES (1, '{"blocks":[]}');
INSERT INTO slots (id, channel_id, start_at, end_at, item_id, kind, title, show, summary, rating_system, rating_code, block, status)
  VALUES (1, 1, 1700000000000, 1700001800000, 1, 'episode', 'Pilot', 'Harbour', '', '', '', 'evening', 'planned');
INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms)
  VALUES (1, 1, 1000, 500, 1700000000000, 'program', 1, 'Pilot', 0, 0, 16683);
INSERT INTO as_run (channel_id, channel_number, kind, item_id, title, planned_start_at, planned_frames, actual_start_at, actual_frames, status, error)
  VALUES (1, 5, 'program', 1, 'Pilot', 1700000000000, 500, 1700000000000, 500, 'aired', '');
INSERT INTO sync_runs (started_at, ended_at, mode, status, scanned) VALUES (1700000000000, 1700000001000, 'incremental', 'done', 3);
INSERT INTO sync_errors (at, run_id, source_id, item_id, class, subject, message) VALUES (1700000000000, 1, 1, 2, 'file', '/media/b.mkv', 'gone');
INSERT INTO state_log (at, item_id, from_state, to_state, cause) VALUES (1700000000000, 2, 'normal', 'file_not_found', 'gone');
INSERT INTO audit_log (at, actor, action, subject) VALUES (1700000000000, 'eva', 'folder add', 'media');
INSERT INTO settings (key, value) VALUES ('note', 'kept');
INSERT INTO sources (id, name, kind, created_at) VALUES (2, 'den', 'plex', 1700000000000);
INSERT INTO servers (source_id, url, machine_id, version, state, last_contact_at) VALUES (2, 'http://den:32400', 'm1', '1.40', 'ok', 1700000000000);
INSERT INTO path_rules (source_id, from_path, to_path) VALUES (2, '/data', '/mnt/data');
INSERT INTO libraries (id, source_id, external_key, title, kind, change_stamp) VALUES (2, 2, '1', 'Movies', 'movie', 'x');
INSERT INTO origins (id, item_id, library_id, external_key, source_path, stamp, values_json, listed) VALUES
  (10, 2, 2, '101', '/data/b.mkv', '5', '{"type":"movie","title":"Alien","year":"1979"}', 0);
INSERT INTO origin_files (origin_id, position, path) VALUES (10, 0, '/data/b.mkv');
INSERT INTO show_origins (show_id, library_id, external_key) VALUES (1, 2, '7');
INSERT INTO seasons (library_id, external_key, show_id, number, title, stamp) VALUES (2, '8', 1, 1, 'Season 1', '1');
INSERT INTO people (id, name) VALUES (1, 'S. Weaver');
INSERT INTO credits (item_id, kind, position, person_id, part) VALUES (2, 'actor', 0, 1, 'Ripley');
INSERT INTO collections (library_id, external_key, title, stamp) VALUES (2, '9', 'Space', '1');
INSERT INTO sync_progress (run_id, at) VALUES (1, 1700000000000);
UPDATE slots SET run = 'shows', round = 2;
INSERT INTO queries (name, text) VALUES ('night', 'tag:genre:horror');
INSERT INTO sync_errors (at, last_at, operation, item_id, class, subject, message, context, retries, resolved_at)
  VALUES (1700000000000, 1700000500000, 'validate', 2, 'file', '/media/b.mkv', 'damaged', '{"verdict":"damaged"}', 3, 1700000900000);
INSERT INTO libraries (id, source_id, external_key, title, kind, enabled, listed, removed_at) VALUES (3, 2, '~3', 'Attic', 'movie', 0, 0, 1700000000000);
INSERT INTO campaigns VALUES ('Winter', '{"name":"Winter","spots":{"company":"Cola Co"}}');
UPDATE channels SET lock_ms = 600000, auto_approve = 0;
UPDATE slots SET type = 'fixed';
INSERT INTO revisions (id, channel_id, number, at, actor, action, from_at, to_at, added, removed, moved, changed)
  VALUES (1, 1, 1, 1700000000000, 'eva', 'build', 1700000000000, 1700001800000, 1, 0, 0, 1);
INSERT INTO drafts (id, channel_id, made_at, made_by, base, seed, from_at, to_at) VALUES (1, 1, 1700000000000, 'eva', 1, 7, 1700001800000, 1700003600000);
INSERT INTO kept_slots (id, draft_id, start_at, end_at, item_id, kind, title, show, summary, rating_system, rating_code, block, status, run, round, type)
  VALUES (1, 1, 1700001800000, 1700003600000, 1, 'episode', 'Pilot', 'Harbour', '', '', '', 'evening', 'planned', '', 0, 'block');
INSERT INTO kept_events VALUES (1, 2000, 500, 'program', 1, 'Pilot', 0, 0, 16683);
UPDATE items SET daypart = 'prime', daypart_defaulted = 1 WHERE id = 2;
UPDATE drafts SET submitted_at = 1700000100000, submitted_by = 'bob', submitted_note = 'for Sunday';
INSERT INTO alerts (id, message, priority, style, tone, everywhere, start_at, end_at) VALUES (1, 'Storm from the west', 5, 'crawl', 1, 0, 1700000000000, 1700000060000);
INSERT INTO alert_channels VALUES (1, 1);
UPDATE files SET gaps_signature = signature, gaps_whole = 1 WHERE id = 1;
INSERT INTO markers (item_id, kind, start_ms, end_ms, origin, confidence, status) VALUES (1, 'ad_break', 1000, 1480, 'detected', 948, 'proposed');
INSERT INTO last_aired VALUES (1, 1, 'program', 1700000000000);
INSERT INTO playlists (source_id, external_key, title, stamp) VALUES (2, '90', 'Weekend', '1');
INSERT INTO live_inputs VALUES (2, x'01020304', 'rtsp://cam.lan/...');
UPDATE channels SET subtitles = 'en,de';
UPDATE channels SET audio = 'de,en';
UPDATE streams SET captions = 1 WHERE kind = 'video';
UPDATE channels SET threads = 2, nice = 5, memory_mb = 700, priority = 9;
INSERT INTO on_air (channel_id, program, event_id, slot_id, kind, item_id, title, planned_start_at, planned_frames, actual_start_at, actual_frames, status, error, alert_id) VALUES (1, 'boot 7 8', 1, 1, 'program', 1, 'Pilot', 1700000000000, 300, 1700000000000, 150, 'cut', '', NULL);
INSERT INTO warmed VALUES ('0123456789abcdef0123456789abcdef', 1, 'Pilot', 'sd', 0, 300, 5, 90000, 1700000000000);
INSERT INTO air_hours VALUES (1, 1699999200000, 107892, 3, 1, 2, 40, 1760, 90000, 4, 1);
