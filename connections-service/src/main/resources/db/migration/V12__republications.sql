-- Topics told anew from the tables, of which each is under way once at a time. What was told last is where whoever comes
-- next goes on.

create table republication (
    id           uuid primary key,
    topic        text        not null,
    total        bigint      not null,
    done         bigint      not null default 0,
    skipped      bigint      not null default 0,
    last_key     uuid,
    requested_by text        not null,
    requested_in text        not null,
    started_at   timestamptz not null default now(),
    finished_at  timestamptz,
    worker       uuid,
    lease_until  timestamptz not null default now()
);

create unique index republication_under_way on republication (topic) where finished_at is null;
create index republication_page on republication (started_at desc, id desc);
