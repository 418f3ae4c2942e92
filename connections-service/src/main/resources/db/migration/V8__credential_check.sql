-- Credentials that were entered and wait for their first check by the provider.

create table credential_check (
    connection uuid primary key references connection (id) on delete cascade,
    tenant     text        not null,
    since      timestamptz not null default now(),
    due        timestamptz not null,
    attempts   int         not null default 0
);

create index credential_check_due on credential_check (due);
