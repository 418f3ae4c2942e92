-- How a token is renewed: who holds its lease, whether an answer is still owed, when it is due.
-- A writer that knows nothing of this and stores a new token raises the version; the defaults then have it planned anew.

alter table connection_grant
    -- The refresh token before the current one, sealed as that is: for a person to recover by, never used by itself.
    add column previous_refresh_token bytea,
    add column issued_at       timestamptz not null default now(),
    -- Raised with every change of what follows.
    add column epoch           bigint      not null default 0,
    add column lease_owner     uuid,
    add column lease_until     timestamptz,
    -- The intent: set before the provider is asked, and again empty when its answer is known.
    add column asked_at        timestamptz,
    add column retry_at        timestamptz,
    add column failures        int         not null default 0,
    add column after_refusal   boolean     not null default false,
    add column checked_at      timestamptz,
    add column expected_end    timestamptz,
    add column learned_seconds bigint,
    -- The version of which it is known when it is due.
    add column planned_version bigint      not null default 0,
    add column refresh_due     timestamptz          default now();

create index connection_grant_due on connection_grant (refresh_due) where refresh_due is not null;
