-- The layers of a street map, beside what core.sql has. As in a store, every column but the row number may be left out.

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('streets', 'features', 'streets', '道路 streets and paths', 4326),
  ('waterways', 'features', 'waterways', '河道 rivers and streams as lines', 4326),
  ('buildings', 'features', 'buildings', '建筑 buildings', 4326),
  ('water', 'features', 'water', '水面 lakes and broad rivers', 4326),
  ('green', 'features', 'green', '绿地 parks, woods and other green', 4326),
  ('boundaries', 'features', 'boundaries', '行政区划 areas of administration', 4326),
  ('addresses', 'features', 'addresses', '门牌 house numbers', 4326),
  ('interpolations', 'features', 'interpolations', '门牌区间 house numbers between known ones', 4326),
  ('pois', 'features', 'pois', '地点 what people look for', 4326),
  ('coastline', 'features', 'coastline', '海岸线 coastline, the sea on its right', 4326);

INSERT INTO gpkg_geometry_columns VALUES
  ('streets', 'geom', 'LINESTRING', 4326, 0, 0),
  ('waterways', 'geom', 'LINESTRING', 4326, 0, 0),
  ('buildings', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('water', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('green', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('boundaries', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('addresses', 'geom', 'POINT', 4326, 0, 0),
  ('interpolations', 'geom', 'LINESTRING', 4326, 0, 0),
  ('pois', 'geom', 'POINT', 4326, 0, 0),
  ('coastline', 'geom', 'LINESTRING', 4326, 0, 0);

CREATE TABLE streets (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING,
  osm_id INTEGER,
  name TEXT,
  name_en TEXT,
  highway TEXT
);

CREATE TABLE waterways (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING,
  osm_id INTEGER,
  name TEXT,
  name_en TEXT,
  waterway TEXT
);

CREATE TABLE buildings (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  osm_type TEXT,
  osm_id INTEGER,
  name TEXT,
  kind TEXT,
  levels INTEGER
);

CREATE TABLE water (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  osm_type TEXT,
  osm_id INTEGER,
  name TEXT,
  kind TEXT
);

CREATE TABLE green (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  osm_type TEXT,
  osm_id INTEGER,
  name TEXT,
  kind TEXT
);

CREATE TABLE boundaries (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  osm_id INTEGER,
  name TEXT,
  admin_level INTEGER
);

CREATE TABLE addresses (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  osm_type TEXT,
  osm_id INTEGER,
  house_number TEXT,
  street TEXT
);

CREATE TABLE interpolations (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING,
  osm_id INTEGER,
  street TEXT,
  first_number INTEGER,
  last_number INTEGER,
  step INTEGER
);

-- tags: JSON, an object of key and value.
CREATE TABLE pois (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  osm_type TEXT,
  osm_id INTEGER,
  name TEXT,
  "key" TEXT,
  value TEXT,
  tags TEXT
);

CREATE TABLE coastline (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING
);

CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);

CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL,
  table_name TEXT,
  column_name TEXT,
  row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);

INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write');
