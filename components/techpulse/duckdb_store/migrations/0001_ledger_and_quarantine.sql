CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

-- One row per load: what it stored, and who may write it.
CREATE TABLE loads (
    load_id UUID NOT NULL,
    source VARCHAR NOT NULL,
    partition_key VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    epoch BIGINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    rows BIGINT NOT NULL,
    tombstones BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    retries BIGINT NOT NULL,
    error_kind VARCHAR,
    error_text VARCHAR,
    host VARCHAR NOT NULL,
    pid BIGINT NOT NULL,
    owner VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    watermark VARCHAR
);

-- One row per record that could not be trusted, as it was sent.
CREATE TABLE quarantine (
    load_id UUID NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    payload VARCHAR NOT NULL,
    payload_sha256 VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    quarantined_at TIMESTAMPTZ NOT NULL
);
