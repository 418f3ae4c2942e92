-- Requests that created something, for a day: the same request under the same key finds what it created.

create table idempotency_key (
    tenant     text        not null,
    caller     text        not null,
    key        bytea       not null,
    request    bytea       not null,
    connection uuid        not null,
    created_at timestamptz not null default now(),
    primary key (tenant, caller, key)
);

create index idempotency_key_age on idempotency_key (created_at);
