-- Events on their way to Kafka: as common declares it in org/integrationstack/common/outbox/outbox.sql.

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
