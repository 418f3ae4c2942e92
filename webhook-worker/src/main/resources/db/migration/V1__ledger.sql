-- What the worker knows of connections: a projection of connections.changed, the same for every replica.
create table connection (
    id       uuid primary key,
    tenant   text not null,
    owner    text not null,
    provider text not null,
    account  text,
    status   text not null,
    version  bigint not null
);

create index connection_by_account on connection (provider, account) where status = 'ACTIVE';

-- One row per webhook received, whoever it is for. Its presence marks the CloudEvents id as read.
create table payload (
    event        uuid primary key,
    content_type text not null,
    headers      jsonb not null,
    body         bytea not null
);

-- The ledger: one row per webhook and tenant; without a tenant while no connection matches.
create table delivery (
    id           uuid primary key default gen_random_uuid(),
    seq          bigint not null generated always as identity,
    event        uuid not null references payload,
    tenant       text,
    connection   uuid,
    owner        text,
    provider     text not null,
    endpoint     text,
    account      text,
    type         text not null,
    delivery_id  text not null,
    key          text not null,
    status       text not null check (status in
        ('received', 'processing', 'retrying', 'succeeded', 'ignored', 'duplicate', 'dead')),
    reason       text,
    attempts     integer not null default 0,
    received_at  timestamptz not null,
    settled_at   timestamptz,
    duplicate_of uuid references delivery,
    trace_parent text
);

create unique index delivery_of_event on delivery (event, tenant) nulls not distinct;
create index delivery_by_time on delivery (tenant, received_at desc, id desc);
create index delivery_open on delivery (tenant, key, seq) where status in ('received', 'processing', 'retrying');
create index delivery_oldest_open on delivery (received_at) where status in ('received', 'processing', 'retrying');
create index delivery_unrouted on delivery (provider, account) where tenant is null;

-- Which delivery of a tenant has the provider's delivery id: a second one with the same id is a duplicate.
create table delivery_identity (
    provider    text not null,
    endpoint    text not null,
    tenant      text not null,
    delivery_id text not null,
    delivery    uuid not null references delivery,
    seen_at     timestamptz not null default now(),
    primary key (provider, endpoint, tenant, delivery_id)
);

create index delivery_identity_by_age on delivery_identity (seen_at);

-- The queue: a row for each key that has open deliveries. Due is when its head may be handled next; a claim moves it to
-- the end of the lease, so that a key whose owner died becomes due by itself. The epoch fences off the former owner.
create table delivery_key (
    tenant text not null,
    key    text not null,
    due    timestamptz not null,
    owner  text,
    epoch  bigint not null default 0,
    primary key (tenant, key)
);

create index delivery_key_due on delivery_key (due);

-- Records that can never be read, kept with the reason and passed over.
create table quarantined_record (
    topic            text not null,
    partition_number integer not null,
    record_offset    bigint not null,
    reason           text not null,
    headers          jsonb not null,
    value            bytea,
    quarantined_at   timestamptz not null default now(),
    primary key (topic, partition_number, record_offset)
);
