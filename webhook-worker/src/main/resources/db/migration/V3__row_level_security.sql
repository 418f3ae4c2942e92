-- The second line of tenancy: a transaction sees, and writes, the rows of the tenant that it carries as the setting
-- integration.tenant; all rows where that is '*', as it is on the connections of the ledger's engine; and none where it
-- forgot to say. It binds the tables' owner too. What belongs to nobody an operator's queries ask for by
-- integration.unrouted. The settings are in subqueries, so that they are looked up once per statement.

alter table connection enable row level security, force row level security;
create policy of_tenant on connection
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

alter table delivery enable row level security, force row level security;
create policy of_tenant on delivery
    using ((select current_setting('integration.tenant', true)) in (tenant, '*')
        or (tenant is null and (select current_setting('integration.unrouted', true)) = 'true'));

alter table delivery_identity enable row level security, force row level security;
create policy of_tenant on delivery_identity
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

alter table delivery_key enable row level security, force row level security;
create policy of_tenant on delivery_key
    using ((select current_setting('integration.tenant', true)) in (tenant, '*'));

-- What was received is seen by whoever sees a delivery of it.
alter table payload enable row level security, force row level security;
create policy of_tenant on payload
    using ((select current_setting('integration.tenant', true)) = '*'
        or exists (select from delivery d where d.event = payload.event));
