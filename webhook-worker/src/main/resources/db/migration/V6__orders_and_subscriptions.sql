-- What the product sells, as it told, and as its payments went.
create table customer_order (
    tenant         text not null,
    payment_intent text not null,
    status         text not null check (status in ('pending', 'paid', 'failed')),
    amount         bigint not null check (amount >= 0),
    currency       text not null,
    receipt_email  text,
    account        text,
    livemode       boolean,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    primary key (tenant, payment_intent)
);

-- Payments that came before their order, or did not fit it as it was: they are tried again when the product tells of it.
-- What their effects need to know is sealed.
create table waiting_payment (
    tenant         text not null,
    payment_intent text not null,
    delivery       uuid not null,
    succeeded      boolean not null,
    amount         bigint not null,
    currency       text not null,
    livemode       boolean not null,
    account        text,
    vouched        boolean not null,
    facts          bytea not null,
    received_at    timestamptz not null,
    primary key (tenant, payment_intent, delivery)
);

create index waiting_payment_by_age on waiting_payment (received_at);

-- Subscriptions as the newest event about each told. Of two events of one second the later stage is the newer.
create table subscription (
    tenant       text not null,
    provider     text not null,
    account      text not null,
    id           text not null,
    status       text not null,
    plan         text,
    customer     text,
    period_start timestamptz,
    period_end   timestamptz,
    cancels      boolean,
    livemode     boolean,
    event_at     timestamptz not null,
    event_stage  integer not null,
    delivery     uuid not null,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    primary key (tenant, id, provider, account)
);

alter table customer_order enable row level security, force row level security;
create policy of_tenant on customer_order
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

alter table waiting_payment enable row level security, force row level security;
create policy of_tenant on waiting_payment
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

alter table subscription enable row level security, force row level security;
create policy of_tenant on subscription
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));
