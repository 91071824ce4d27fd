-- Version 5: published trails; places say after what time nobody is let in.

ALTER TABLE places ADD COLUMN last_entry TEXT;

CREATE TABLE trails (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  id TEXT,
  name TEXT,
  theme TEXT,
  stop_order TEXT,
  stops TEXT,
  stay_minutes TEXT,
  text TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('trails', 'attributes', 'trails', '打卡路线 trails of venues', 0);
