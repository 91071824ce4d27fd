-- Gives each new row of "<t>" a version 4 UUID, made from built-in functions only, so that any program can insert.

CREATE TRIGGER "<t>_uuid" AFTER INSERT ON "<t>"
  WHEN NEW."uuid" IS NULL
BEGIN
  UPDATE "<t>" SET "uuid" = lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
    substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
  WHERE "fid" = NEW."fid";
END;
