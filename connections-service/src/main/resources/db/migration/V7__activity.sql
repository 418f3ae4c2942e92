-- The activity log is followed live, thinned out, and rebuilt from its topic.

-- The transaction that stored the act. All acts of transactions below the oldest one that is still at work are there to
-- stay, and none will come: in this order nothing that is followed is missed. Acts of before have none.
alter table activity add column stored_by bigint;
alter table activity alter column stored_by set default pg_current_xact_id()::text::bigint;

create index activity_arrivals on activity (stored_by) where stored_by is not null;
create index activity_follow on activity (tenant, stored_by, at, id) where stored_by is not null;
create index activity_age on activity (at);

create table activity_rebuild (
    id          uuid primary key,
    state       text        not null,
    total       bigint      not null default 0,
    done        bigint      not null default 0,
    started_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    finished_at timestamptz
);

create unique index activity_rebuild_one on activity_rebuild ((true)) where state = 'RUNNING';
