-- Version 3: what can be done where, and everyday words; places say fee and wheelchair.
-- The ids of matters and places are texts of ours, not row numbers: a row outlives the place it names, which may come back.

ALTER TABLE places ADD COLUMN fee TEXT;
ALTER TABLE places ADD COLUMN wheelchair TEXT;

CREATE TABLE matters (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  id TEXT,
  name TEXT,
  aliases TEXT,
  department TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE matter_at_place (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  matter TEXT,
  place TEXT,
  channel TEXT,
  opening_hours TEXT,
  documents TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE synonyms (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  phrase TEXT,
  kind TEXT,
  means TEXT
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('matters', 'attributes', 'matters', '事项 what can be done', 0),
  ('matter_at_place', 'attributes', 'matter_at_place', '事项在何处办、怎样办 what is done where and how', 0),
  ('synonyms', 'attributes', 'synonyms', '日常说法（本程序编排） everyday words, an editorial list', 0);
