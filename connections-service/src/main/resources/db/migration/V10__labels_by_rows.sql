-- Labels in rows of their own, by which connections are found. Row-level security lets no index answer what jsonb's
-- operators ask, since PostgreSQL holds that they could leak what a row contains; equality of texts cannot. Written by
-- triggers, so that both always say the same.

drop index connection_labels;

create table connection_label (
    connection uuid not null references connection (id) on delete cascade,
    tenant     text not null,
    key        text not null,
    value      text not null,
    primary key (connection, key)
);

create index connection_label_value on connection_label (tenant, key, value, connection);

create function copy_labels() returns trigger language plpgsql as $$
begin
    delete from connection_label where connection = new.id;
    insert into connection_label (connection, tenant, key, value)
        select new.id, new.tenant, label.key, label.value from jsonb_each_text(new.labels) label;
    return null;
end $$;

create trigger connection_labels_given after insert on connection
    for each row when (new.labels <> '{}') execute function copy_labels();
create trigger connection_labels_changed after update on connection
    for each row when (new.labels <> old.labels) execute function copy_labels();

select set_config('integration.tenant', '*', true);
insert into connection_label (connection, tenant, key, value)
    select id, tenant, label.key, label.value from connection, jsonb_each_text(labels) label;

call isolate_tenants();
