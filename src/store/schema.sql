-- The layout of a store, version 1: an OGC GeoPackage 1.3 with our tables. A new store gets it and then all later
-- steps, so that it is laid out exactly as one that was brought up to date.
-- Every column except the row number may be left out on insert: other programs add a geometry first and fill in later.

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('places', 'features', 'places', '地点 places', 4326),
  ('zones', 'features', 'zones', '区划与片区 zones', 4326),
  ('transit_lines', 'features', 'transit_lines', '地铁线，按站序连成，仅供显示 metro lines, drawn from transit_stops', 4326),
  ('transit_stops', 'features', 'transit_stops', '地铁站序 metro stops in order', 4326),
  ('calendar', 'attributes', 'calendar', '节假日与调休 public holidays and exchanged workdays', 0),
  ('atlas_meta', 'attributes', 'atlas_meta', '版式 layout of this file', 0);

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
INSERT INTO gpkg_geometry_columns VALUES
  ('places', 'geom', 'POINT', 4326, 0, 0),
  ('zones', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('transit_lines', 'geom', 'LINESTRING', 4326, 0, 0),
  ('transit_stops', 'geom', 'POINT', 4326, 0, 0);

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

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
