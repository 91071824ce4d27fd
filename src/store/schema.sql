-- The layout of a store, version 1: our tables, after core.sql. A new store gets it and then all later
-- steps, so that it is laid out exactly as one that was brought up to date.
-- Every column except the row number may be left out on insert: other programs add a geometry first and fill in later.

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('places', 'features', 'places', '地点 places', 4326),
  ('zones', 'features', 'zones', '区划与片区 zones', 4326),
  ('transit_lines', 'features', 'transit_lines', '地铁线，按站序连成，仅供显示 metro lines, drawn from transit_stops', 4326),
  ('transit_stops', 'features', 'transit_stops', '地铁站序 metro stops in order', 4326),
  ('calendar', 'attributes', 'calendar', '节假日与调休 public holidays and exchanged workdays', 0),
  ('atlas_meta', 'attributes', 'atlas_meta', '版式 layout of this file', 0);

INSERT INTO gpkg_geometry_columns VALUES
  ('places', 'geom', 'POINT', 4326, 0, 0),
  ('zones', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('transit_lines', 'geom', 'LINESTRING', 4326, 0, 0),
  ('transit_stops', 'geom', 'POINT', 4326, 0, 0);

CREATE TABLE places (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  uuid TEXT UNIQUE,
  id TEXT,
  category TEXT,
  name TEXT,
  name_en TEXT,
  aliases TEXT,
  address TEXT,
  subdistrict TEXT,
  near_place TEXT,
  opening_hours TEXT,
  phone TEXT,
  status TEXT,
  origin TEXT,
  source_date TEXT,
  confidence TEXT,
  precision TEXT,
  datum TEXT,
  original_x DOUBLE,
  original_y DOUBLE,
  note TEXT
);

CREATE TABLE zones (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  uuid TEXT UNIQUE,
  id TEXT,
  name TEXT,
  name_en TEXT,
  kind TEXT,
  code TEXT,
  label_lon DOUBLE,
  label_lat DOUBLE,
  area_km2 DOUBLE,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE transit_lines (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING,
  uuid TEXT UNIQUE,
  name TEXT
);

CREATE TABLE transit_stops (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  uuid TEXT UNIQUE,
  line TEXT,
  seq INTEGER,
  place TEXT,
  name TEXT,
  name_en TEXT,
  district TEXT,
  source TEXT,
  source_date TEXT
);

CREATE TABLE calendar (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  date DATE,
  kind TEXT,
  name TEXT
);

CREATE TABLE atlas_meta (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT UNIQUE,
  value TEXT
);
INSERT INTO atlas_meta (key, value) VALUES ('schema_version', '1');
