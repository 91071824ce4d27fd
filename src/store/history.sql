-- Version 2: places have versions, and every changeset is kept with what each place was before and after, as JSON.
-- The changes of a deleted place stay, so nothing here refers to its row.

ALTER TABLE places ADD COLUMN version INTEGER DEFAULT 1;

CREATE TABLE changesets (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  comment TEXT,
  author TEXT,
  created_at TEXT,
  undoes INTEGER
);

CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  changeset_id INTEGER,
  place_fid INTEGER,
  place_uuid TEXT,
  before_json TEXT,
  after_json TEXT
);
CREATE INDEX changes_of_changeset ON changes (changeset_id, place_fid);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('changesets', 'attributes', 'changesets', '修改记录 edits in order', 0),
  ('changes', 'attributes', 'changes', '每个地点修改前后 places before and after each edit', 0);
