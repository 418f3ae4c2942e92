-- Answers that hold a secret, sealed, as long as the same request may come again for them.

create table idempotent_answer (
    id         uuid primary key,
    tenant     text        not null,
    caller     text        not null,
    key        bytea       not null,
    request    bytea       not null,
    answer     bytea,
    answer_key bigint generated always as (sealed_under(answer)) stored references data_key (id),
    kept_until timestamptz not null,
    unique (tenant, caller, key)
);

create index idempotent_answer_end on idempotent_answer (kept_until);
create index idempotent_answer_key on idempotent_answer (answer_key);

call isolate_tenants();
