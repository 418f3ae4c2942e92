-- The second line of tenancy: a transaction sees, and writes, the rows of the tenant that it carries as the setting
-- integration.tenant; all rows where that is '*'; and none where it forgot to say. It binds the tables' owner too.
-- A migration that makes a table with a tenant calls this again.

create procedure isolate_tenants() language plpgsql as $$
declare
    isolated regclass;
begin
    for isolated in
        select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema::regnamespace and c.relkind = 'r' and not c.relrowsecurity
            and a.attname = 'tenant' and not a.attisdropped
    loop
        execute format('alter table %s enable row level security, force row level security', isolated);
        -- In a subquery, so that it is looked up once per statement and not once per row.
        execute format('create policy of_tenant on %s using '
            '((select current_setting(''integration.tenant'', true)) in (tenant, ''*''))', isolated);
    end loop;
end $$;

call isolate_tenants();
