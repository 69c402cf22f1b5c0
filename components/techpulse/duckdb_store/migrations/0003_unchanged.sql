-- Records that a load found as Bronze has them already: counted, not stored again.
ALTER TABLE loads ADD COLUMN unchanged BIGINT DEFAULT 0;
