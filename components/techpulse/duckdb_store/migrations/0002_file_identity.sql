-- One row: which file this is. DuckDB replays any log that lies beside a file, another file's too:
-- the loads that such a log brings carry the other file's identity.
CREATE TABLE file_identity AS SELECT uuid() AS file_id;

ALTER TABLE loads ADD COLUMN file_id UUID;

UPDATE loads SET file_id = (SELECT file_id FROM file_identity);
