-- Clear: ids, instants (seconds since 1970), counts and states. Sealed (BYTEA): whatever a person could read.

CREATE TABLE house (
    id BIGINT PRIMARY KEY,
    key_check BYTEA NOT NULL
);

CREATE TABLE beneficiaries (
    id TEXT PRIMARY KEY,
    data_key BYTEA,                 -- wrapped by the master key; NULL once erased
    sealed BYTEA,
    added_at_s BIGINT NOT NULL
);

CREATE TABLE consents (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    purpose TEXT NOT NULL,
    given_at_s BIGINT NOT NULL,
    until_s BIGINT NOT NULL,
    withdrawn_at_s BIGINT
);
CREATE INDEX consents_of ON consents (beneficiary, purpose);

CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,     -- keyed name of the login
    role TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    rests_until_s BIGINT NOT NULL,
    added_at_s BIGINT NOT NULL
);

CREATE TABLE bags (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    opened_at_s BIGINT NOT NULL,
    complete BIGINT NOT NULL,
    filed BIGINT NOT NULL,
    set_aside BIGINT NOT NULL
);
CREATE INDEX bags_of ON bags (beneficiary);
CREATE INDEX bags_unfiled ON bags (filed, set_aside);

CREATE TABLE photos (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    bag TEXT NOT NULL REFERENCES bags (id),
    place BIGINT NOT NULL,          -- order of receiving in the bag, from 0
    content TEXT NOT NULL,          -- keyed name of the bytes, and id of their blob
    file TEXT NOT NULL,             -- keyed name of the file's name
    repeats TEXT REFERENCES photos (id),
    state TEXT NOT NULL,            -- waiting, read, set_aside, repeat, or the slug of a refusal
    sealed BYTEA NOT NULL,
    received_at_s BIGINT NOT NULL,
    UNIQUE (bag, place)
);
CREATE INDEX photos_by_content ON photos (beneficiary, content);

CREATE TABLE pages (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    bag TEXT NOT NULL REFERENCES bags (id),
    photo TEXT NOT NULL REFERENCES photos (id),
    place BIGINT NOT NULL,          -- order in the photo, from 0
    sealed BYTEA NOT NULL
);
CREATE INDEX pages_of_bag ON pages (bag);
CREATE INDEX pages_of_photo ON pages (photo);

CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    bag TEXT NOT NULL REFERENCES bags (id),
    filed BIGINT NOT NULL,          -- order of filing for one person, growing
    withdrawn BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    filed_at_s BIGINT NOT NULL,
    UNIQUE (beneficiary, filed)
);
CREATE INDEX documents_of_bag ON documents (bag);

CREATE TABLE settings (
    id TEXT PRIMARY KEY,            -- keyed name of the setting
    sealed BYTEA NOT NULL
);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,            -- keyed name of the token, which is kept nowhere
    beneficiary TEXT NOT NULL REFERENCES beneficiaries (id),
    made_at_s BIGINT NOT NULL
);
CREATE INDEX tokens_of ON tokens (beneficiary);

CREATE TABLE journal (
    line BIGINT PRIMARY KEY,        -- from 1, without gaps
    beneficiary TEXT,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    object TEXT,
    at_s BIGINT NOT NULL,
    hash BYTEA NOT NULL             -- keyed, of the line before and this one
);
CREATE INDEX journal_of ON journal (beneficiary);

CREATE TABLE journal_head (
    id BIGINT PRIMARY KEY,
    lines BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
