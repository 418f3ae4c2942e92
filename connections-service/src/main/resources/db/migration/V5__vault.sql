-- Data keys, wrapped under a key that does not lie here, and which of them sealed each value.

create table keyset (
    purpose    text primary key,
    version    bigint      not null default 1,
    wrapped    bytea       not null,
    changed_at timestamptz not null default now()
);

create table key_rotation (
    id           uuid primary key,
    state        text        not null default 'PREPARING'
        check (state in ('PREPARING', 'SPREADING', 'RESEALING', 'DONE')),
    total        bigint      not null default 0,
    done         bigint      not null default 0,
    unreadable   bigint      not null default 0,
    requested_by text        not null,
    requested_in text        not null,
    started_at   timestamptz not null default now(),
    finished_at  timestamptz,
    due_at       timestamptz not null default now(),
    worker       uuid,
    lease_until  timestamptz not null default now(),
    constraint key_rotation_finished_when_done check ((finished_at is not null) = (state = 'DONE'))
);

create unique index key_rotation_under_way on key_rotation ((true)) where finished_at is null;
create index key_rotation_page on key_rotation (started_at desc, id desc);

-- Every key there is. A sealed value refers to the one that sealed it: no key goes while a value needs it.
create table data_key (
    id         bigint primary key,
    purpose    text        not null references keyset (purpose),
    rotation   uuid references key_rotation (id),
    created_at timestamptz not null default now()
);

-- Sealed values begin with a version byte and the id of their key (Tink's wire format).
create function sealed_under(sealed bytea) returns bigint
    language sql immutable strict parallel safe
    return (get_byte(sealed, 1)::bigint << 24) | (get_byte(sealed, 2) << 16) | (get_byte(sealed, 3) << 8)
        | get_byte(sealed, 4);

-- What was sealed before there were data keys does not open under them: those connections are authorized again.
update connection
    set status = 'NEEDS_REAUTHORIZATION', trouble = 'GRANT_REVOKED', resumes_to = null, version = version + 1,
        updated_at = now()
    where status in ('PENDING', 'ACTIVE', 'DEGRADED', 'PAUSED');
update connection set revocation = 'FAILED', version = version + 1, updated_at = now() where revocation = 'PENDING';
delete from connection_grant;
delete from grant_revocation;

-- Beside each sealed column stands the id of its key.
alter table connection_grant
    drop column key_id,
    add column access_token_key bigint generated always as (sealed_under(access_token)) stored references data_key (id),
    add column refresh_token_key bigint generated always as (sealed_under(refresh_token)) stored references data_key (id),
    add column previous_refresh_token_key bigint
        generated always as (sealed_under(previous_refresh_token)) stored references data_key (id),
    add column kept_values_key bigint generated always as (sealed_under(kept_values)) stored references data_key (id);
alter table grant_revocation
    add column access_token_key bigint generated always as (sealed_under(access_token)) stored references data_key (id),
    add column refresh_token_key bigint generated always as (sealed_under(refresh_token)) stored references data_key (id),
    add column kept_values_key bigint generated always as (sealed_under(kept_values)) stored references data_key (id);
