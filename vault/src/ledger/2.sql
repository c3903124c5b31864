-- A town's own types as an admin makes them, and the papers that they are taught from. These papers are no person's of
-- this house: each draft has a key of its own.

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    data_key BYTEA NOT NULL,        -- wrapped by the master key
    state TEXT NOT NULL,            -- open, asked, taught or failed
    step BIGINT NOT NULL,           -- of teaching: how many are done
    version BIGINT,                 -- of the model that was taught
    sealed BYTEA NOT NULL,
    made_at_s BIGINT NOT NULL
);

CREATE TABLE examples (
    id TEXT PRIMARY KEY,
    draft TEXT NOT NULL REFERENCES drafts (id),
    place BIGINT NOT NULL,          -- order of receiving, growing
    content TEXT NOT NULL,          -- keyed name of the bytes, and id of their blob
    state TEXT NOT NULL,            -- as of a photo
    sealed BYTEA NOT NULL,
    received_at_s BIGINT NOT NULL,
    UNIQUE (draft, content)
);
