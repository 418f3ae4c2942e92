-- Where providers send webhooks, and with which secrets they sign them. The secrets are sealed, in rows of their own.

create table webhook_endpoint (
    id              uuid primary key,
    tenant          text        not null,
    provider        text        not null,
    connection      uuid references connection (id),
    owner           text,
    account_id      text,
    inputs          jsonb       not null,
    handshake_until timestamptz,
    created_at      timestamptz not null,
    version         bigint      not null,
    constraint webhook_endpoint_of_a_connection
        check ((connection is null) = (owner is null) and (connection is null) = (account_id is null))
);

create index webhook_endpoint_page on webhook_endpoint (tenant, created_at desc, id desc);
create index webhook_endpoint_connection on webhook_endpoint (connection);

create table webhook_endpoint_secret (
    id         uuid primary key,
    endpoint   uuid        not null references webhook_endpoint (id) on delete cascade,
    tenant     text        not null,
    secret     bytea       not null,
    secret_key bigint generated always as (sealed_under(secret)) stored references data_key (id),
    created_at timestamptz not null,
    until      timestamptz
);

create index webhook_endpoint_secret_endpoint on webhook_endpoint_secret (endpoint);
create index webhook_endpoint_secret_key on webhook_endpoint_secret (secret_key);

comment on column idempotency_key.connection is 'What was created, whatever it is.';

call isolate_tenants();
