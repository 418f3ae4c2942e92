-- The ledger's two large tables by week, so that what is old is dropped and not deleted; what the queue knows of a key's
-- first delivery beside it, so that claiming looks into no other table for it; and what was kept in the clear sealed.

alter table payload rename to payload_before;
alter table delivery rename to delivery_before;
alter table payload_before drop constraint payload_pkey cascade;
alter table delivery_before drop constraint delivery_pkey cascade;
drop index delivery_of_event, delivery_by_time, delivery_open, delivery_oldest_open, delivery_unrouted;

-- One row per webhook received, whoever it is for. Its presence marks the CloudEvents id as read. The body is sealed, but
-- for those from before there were keys, which leave with their week.
create table payload (
    event        uuid not null,
    received_at  timestamptz not null,
    content_type text not null,
    headers      jsonb not null,
    body         bytea not null,
    sealed       boolean not null default true,
    primary key (event, received_at)
) partition by range (received_at);

-- What is sealed does not get smaller.
alter table payload alter column body set storage external;

-- The ledger: one row per webhook and tenant, and one per replay; without a tenant while no connection matches, which is
-- given up when the parking time is over. Whether a row is dead is a column of its own, and no other index knows the
-- status: else each change of it would have to write to every index.
create table delivery (
    id           uuid not null default gen_random_uuid(),
    seq          bigint not null generated always as identity,
    received_at  timestamptz not null,
    event        uuid not null,
    tenant       text,
    connection   uuid,
    owner        text,
    provider     text not null,
    endpoint     text,
    account      text,
    type         text not null,
    delivery_id  text not null,
    key          text not null,
    body_hash    bytea,
    status       text not null check (status in
        ('received', 'processing', 'retrying', 'succeeded', 'ignored', 'duplicate', 'dead')),
    dead         boolean not null generated always as (status = 'dead') stored,
    reason       text,
    attempts     integer not null default 0,
    history      jsonb not null default '[]',
    settled_at   timestamptz,
    parked_until timestamptz,
    duplicate_of uuid,
    replay_of    uuid,
    replay       uuid,
    forced       boolean not null default false,
    trace_parent text,
    primary key (id, received_at)
) partition by range (received_at);

create unique index delivery_of_event on delivery (event, tenant, received_at) nulls not distinct where replay_of is null;
create unique index delivery_of_replay on delivery (replay, replay_of, received_at) where replay is not null;
create index delivery_by_time on delivery (tenant, received_at desc, id desc);
create index delivery_by_account on delivery (provider, account, received_at) where replay_of is null;
create index delivery_open on delivery (tenant, key, seq) where settled_at is null and replay_of is null;
create index delivery_open_replay on delivery (replay) where settled_at is null and replay is not null;
create index delivery_oldest_open on delivery (received_at) where settled_at is null;
create index delivery_parked on delivery (parked_until) where parked_until is not null;
create index delivery_dead on delivery (tenant, received_at desc, id desc) where dead;

alter table delivery enable row level security, force row level security;
create policy of_tenant on delivery
    using ((select current_setting('integration.tenant', true)) in (tenant, '*')
        or (tenant is null and (select current_setting('integration.unrouted', true)) = 'true'));

-- What was received is seen by whoever sees a delivery of it.
alter table payload enable row level security, force row level security;
create policy of_tenant on payload
    using ((select current_setting('integration.tenant', true)) = '*'
        or exists (select from delivery d where d.event = payload.event and d.received_at = payload.received_at));

-- Makes room for the week in which something was received; no harm where there is some. Weeks begin on Monday, in UTC.
-- Nobody but the engine goes to a partition by its own name. Most bodies stay in the row, and a row changes in its page.
create function add_week(received_at timestamptz) returns void language plpgsql as $$
declare
    monday  constant timestamp := date_trunc('week', received_at at time zone 'UTC');
    parent  text;
    week    text;
begin
    perform pg_advisory_xact_lock(hashtext('ledger weeks'));
    foreach parent in array array ['payload', 'delivery'] loop
        week := parent || to_char(monday, '"_"YYYYMMDD');
        continue when to_regclass(week) is not null;
        execute format('create table %I partition of %I for values from (%L) to (%L) with (%s)', week, parent,
            monday at time zone 'UTC', (monday + interval '7 days') at time zone 'UTC',
            case parent when 'payload' then 'toast_tuple_target = 8160' else 'fillfactor = 70' end);
        execute format('alter table %I enable row level security, force row level security', week);
        execute format('create policy of_tenant on %I using ((select current_setting(%L, true)) = %L)', week,
            'integration.tenant', '*');
    end loop;
end
$$;

-- Drops the weeks that ended by then and have no open deliveries; returns how many.
create function drop_weeks(until timestamptz) returns integer language plpgsql as $$
declare
    week    text;
    is_open boolean;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('ledger weeks'));
    for week in select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYYMMDD')
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'delivery'::regclass
    loop
        continue when (to_date(week, 'YYYYMMDD') + 7)::timestamp at time zone 'UTC' > until;
        execute format('select exists (select from %I where settled_at is null)', 'delivery_' || week) into is_open;
        continue when is_open;
        execute format('drop table %I, %I', 'delivery_' || week, 'payload_' || week);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

select add_week(now());
select add_week(now() + interval '7 days');
select add_week(week) from (select distinct date_trunc('week', received_at, 'UTC') as week from delivery_before) weeks;

insert into payload (event, received_at, content_type, headers, body, sealed)
select event, d.received_at, content_type, headers, body, false
from payload_before join (select event, min(received_at) as received_at from delivery_before group by event) d using (event);

insert into delivery (id, received_at, event, tenant, connection, owner, provider, endpoint, account, type, delivery_id,
    key, body_hash, status, reason, attempts, settled_at, duplicate_of, replay_of, replay, forced, trace_parent)
select id, received_at, event, tenant, connection, owner, provider, endpoint, account, type, delivery_id,
    key, body_hash, status, reason, attempts, settled_at, duplicate_of, replay_of, replay, forced, trace_parent
from delivery_before order by seq;

drop table delivery_before, payload_before;

-- Which delivery of a tenant had a body last: where a provider signs neither id nor type of what it sends, the same body
-- under another id, or as another event, is not believed again for a day.
create table delivery_body (
    provider text not null,
    endpoint text not null,
    tenant   text not null,
    hash     bytea not null,
    delivery uuid not null,
    seen_at  timestamptz not null default now(),
    primary key (provider, endpoint, tenant, hash)
);

create index delivery_body_by_age on delivery_body (seen_at);

alter table delivery_body enable row level security, force row level security;
create policy of_tenant on delivery_body
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

-- The queue: a row for each key that has open deliveries, and one for each open replay, which is a key of its own. Head is
-- the delivery whose turn it is, at is when that was received. A claim by the next owner that finds one still there counts
-- it as crashed. By tenant, so that claiming takes turns among tenants without looking at what one of them has piled up.
drop table delivery_key;

create table delivery_key (
    tenant  text not null,
    key     text not null,
    head    uuid not null,
    at      timestamptz not null,
    due     timestamptz not null,
    owner   text,
    epoch   bigint not null default 0,
    crashes integer not null default 0,
    primary key (tenant, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create index delivery_key_due on delivery_key (tenant, due);

alter table delivery_key enable row level security, force row level security;
create policy of_tenant on delivery_key
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

insert into delivery_key (tenant, key, head, at, due)
select distinct on (tenant, key) tenant, key, id, received_at, now()
from delivery where settled_at is null and tenant is not null order by tenant, key, seq;

-- From when on a connection gets what belongs to its account.
alter table connection add column active_since timestamptz;

alter table quarantined_record add column sealed boolean not null default false;

-- Replays of many deliveries: which ones, how far it has come in making them, and what became of it.
create table replay (
    id           uuid primary key default gen_random_uuid(),
    tenant       text not null,
    requested_by text not null,
    filter       jsonb not null,
    forced       boolean not null,
    matched      integer not null,
    made         integer not null default 0,
    made_at      timestamptz,
    made_id      uuid,
    complete     boolean not null default false,
    status       text not null default 'running' check (status in ('running', 'completed', 'cancelled')),
    created_at   timestamptz not null default now(),
    ended_at     timestamptz
);

create index replay_running on replay (created_at) where status = 'running';
create index replay_by_time on replay (tenant, created_at desc, id desc);

alter table replay enable row level security, force row level security;
create policy of_tenant on replay
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));
