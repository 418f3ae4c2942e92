-- What ails a connection's further tokens, by slot: {"user": "GRANT_REVOKED"}. The column trouble is the main token's.
-- Who of the account granted it, where its provider tells the two apart.
alter table connection
    add column slot_troubles  jsonb not null default '{}',
    add column account_person text;

-- The version under which a person's authorization stored the token, rather than a renewal: an answer that belongs to an
-- older version is of a grant that was replaced.
alter table connection_grant add column authorized_version bigint not null default 0;
