-- What deliveries lead to outside this database: planned in the delivery's transaction, performed after it by whoever
-- claims it. Due is when it may be tried next, null once it is settled; a claim moves it to the end of the lease, so that
-- an effect whose owner died becomes due by itself. The epoch fences off the former owner. The key is what the receiver
-- knows a repetition by. No reference to the delivery: effects are kept for as long as they are of use, whatever becomes
-- of the ledger's partitions.
create table effect (
    id           uuid primary key default gen_random_uuid(),
    tenant       text not null,
    key          text not null,
    delivery     uuid not null,
    name         text not null,
    kind         text not null,
    connection   uuid,
    arguments    bytea,
    status       text not null default 'pending' check (status in
        ('pending', 'processing', 'retrying', 'succeeded', 'failed', 'unknown')),
    reason       text,
    result       jsonb,
    attempts     integer not null default 0,
    failures     integer not null default 0,
    crashes      integer not null default 0,
    due          timestamptz,
    owner        text,
    epoch        bigint not null default 0,
    created_at   timestamptz not null default clock_timestamp(),
    settled_at   timestamptz,
    trace_parent text,
    unique (tenant, key)
);

create index effect_due on effect (tenant, due) where due is not null;
create index effect_of_delivery on effect (tenant, delivery, created_at);
create index effect_settled on effect (settled_at) where settled_at is not null;

-- How fast a tenant may have effects of a kind performed, across all replicas: when the next one would be on time.
create table effect_pace (
    tenant  text not null,
    kind    text not null,
    next_at timestamptz not null,
    primary key (tenant, kind)
);

alter table effect enable row level security, force row level security;
create policy of_tenant on effect
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

alter table effect_pace enable row level security, force row level security;
create policy of_tenant on effect_pace
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));
