-- Connections, their sealed grants, the activity log's projection, and the outbox.

create table connection (
    id                  uuid primary key,
    tenant              text        not null,
    owner               text        not null,
    provider            text        not null,
    issuer              text        not null,
    account_id          text        not null,
    account_name        text,
    account_email       text,
    requested_scopes    text        not null,
    granted_scopes      text        not null,
    status              text        not null,
    revocation          text,
    revocation_attempts int         not null default 0,
    revocation_due      timestamptz not null default now(),
    expires_at          timestamptz,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    version             bigint      not null,
    constraint connection_revoked_when_disconnected check ((revocation is not null) = (status = 'DISCONNECTED'))
);

-- An owner has an account connected once; what was disconnected stays as history.
create unique index connection_live_account on connection (tenant, owner, provider, issuer, account_id)
    where status <> 'DISCONNECTED';
create index connection_page on connection (tenant, created_at desc, id desc);
create index connection_revocation_due on connection (revocation_due) where revocation = 'PENDING';

-- Every secret in it is sealed for its tenant, connection and field.
create table connection_grant (
    connection    uuid primary key references connection (id),
    tenant        text  not null,
    access_token  bytea not null,
    refresh_token bytea,
    kept_values   bytea not null,
    token_type    text  not null,
    expires_at    timestamptz
);

create table activity (
    id         uuid primary key,
    tenant     text        not null,
    owner      text,
    type       text        not null,
    provider   text,
    connection uuid,
    at         timestamptz not null,
    summary    text        not null,
    metadata   jsonb       not null,
    trace_id   text
);

create index activity_page on activity (tenant, at desc, id desc);
create index activity_page_of_owner on activity (tenant, owner, at desc, id desc);
create index activity_page_of_connection on activity (tenant, connection, at desc, id desc);

create table outbox (
    id           bigint generated always as identity primary key,
    topic        text        not null,
    record_key   text        not null,
    headers      jsonb       not null,
    payload      bytea       not null,
    created_at   timestamptz not null default now(),
    published_at timestamptz
);

create index outbox_unpublished on outbox (id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

-- One row: which relay publishes, and until when it may without asking again.
create table outbox_lease (
    only_row    boolean primary key default true check (only_row),
    owner       uuid,
    lease_until timestamptz not null default now()
);

insert into outbox_lease default values;
