-- Version 4: facilities and tiers of places; more of matters; the lists of health, facts, events, firms and voices; the
-- history of rows other than places, and what an import made.

ALTER TABLE places ADD COLUMN facilities TEXT;
ALTER TABLE places ADD COLUMN tier TEXT;

ALTER TABLE matters ADD COLUMN code TEXT;
ALTER TABLE matters ADD COLUMN kind TEXT;
ALTER TABLE matters ADD COLUMN class TEXT;
ALTER TABLE matters ADD COLUMN life_event TEXT;
ALTER TABLE matters ADD COLUMN audience TEXT;
ALTER TABLE matters ADD COLUMN documents TEXT;
ALTER TABLE matters ADD COLUMN fee TEXT;
ALTER TABLE matters ADD COLUMN time_limit TEXT;
ALTER TABLE matters ADD COLUMN steps TEXT;
ALTER TABLE matters ADD COLUMN members TEXT;
ALTER TABLE matters ADD COLUMN link TEXT;

ALTER TABLE matter_at_place ADD COLUMN windows TEXT;
ALTER TABLE matter_at_place ADD COLUMN checked_on TEXT;

CREATE TABLE health_links (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  hospital TEXT,
  department TEXT,
  institution TEXT,
  diseases TEXT,
  "groups" INTEGER,
  specialists INTEGER,
  gps INTEGER,
  people INTEGER,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE service_teams (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  subdistrict TEXT,
  name TEXT,
  place TEXT,
  members INTEGER,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE facts (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  subject TEXT,
  name TEXT,
  value TEXT,
  number DOUBLE,
  unit TEXT,
  total_of TEXT,
  date TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE events (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  id TEXT,
  name TEXT,
  kind TEXT,
  place TEXT,
  venue TEXT,
  start TEXT,
  "end" TEXT,
  date_precision TEXT,
  organiser TEXT,
  fee TEXT,
  link TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE firms (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  id TEXT,
  name TEXT,
  aliases TEXT,
  place TEXT,
  role TEXT,
  sector TEXT,
  source TEXT,
  source_date TEXT,
  note TEXT
);

CREATE TABLE voices (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uuid TEXT UNIQUE,
  id TEXT,
  kind TEXT,
  place TEXT,
  matter TEXT,
  text TEXT,
  state TEXT,
  created_on TEXT,
  handled_on TEXT,
  answer TEXT,
  note TEXT
);

ALTER TABLE changesets ADD COLUMN bulk_first INTEGER;
ALTER TABLE changesets ADD COLUMN bulk_last INTEGER;

CREATE TABLE row_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  changeset_id INTEGER,
  list TEXT,
  row_fid INTEGER,
  before_json TEXT,
  after_json TEXT
);
CREATE INDEX row_changes_of_changeset ON row_changes (changeset_id, row_fid);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('health_links', 'attributes', 'health_links', '医联体签约（仅汇总数） contracts of hospitals and community institutions, counts only', 0),
  ('service_teams', 'attributes', 'service_teams', '街道服务队 service teams of subdistricts', 0),
  ('facts', 'attributes', 'facts', '来源所述的数字与称号 facts as stated', 0),
  ('events', 'attributes', 'events', '文化活动与惠民消费 events and offers', 0),
  ('firms', 'attributes', 'firms', '楼宇内的企业 firms in buildings', 0),
  ('voices', 'attributes', 'voices', '“办不成事”与文化需求 what could not be done and what is wished for', 0),
  ('row_changes', 'attributes', 'row_changes', '各清单行修改前后 rows of lists before and after each edit', 0);
