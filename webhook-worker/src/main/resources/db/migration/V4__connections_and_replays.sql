-- What handlers need to know of a connection. Every connection is learned anew from the topic, which has all of this.
alter table connection
    add column kind          text not null default 'oauth',
    add column settings      jsonb not null default '{}',
    add column labels        jsonb not null default '{}',
    add column account_name  text,
    add column account_email text;

update connection set version = 0;

-- A replay is a delivery of its own, of the same webhook: of which delivery, made by which replay, and whether what its
-- original already did shall be done again.
alter table delivery
    add column replay_of uuid,
    add column replay    uuid,
    add column forced    boolean not null default false,
    add column body_hash bytea;

drop index delivery_of_event;
create unique index delivery_of_event on delivery (event, tenant) nulls not distinct where replay_of is null;
