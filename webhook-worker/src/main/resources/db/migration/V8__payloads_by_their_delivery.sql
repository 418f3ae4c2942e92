-- As before, but looked up for each payload: without the offset Postgres may read all deliveries to answer for one.
drop policy of_tenant on payload;
create policy of_tenant on payload
    using ((select current_setting('integration.tenant', true)) = '*'
        or exists (
            select from delivery d where d.event = payload.event and d.received_at = payload.received_at offset 0));
