-- Grants to be given back to their providers: those of disconnected connections, and those that no connection holds.
-- Tokens are sealed for their place and slot: that of the connection they were moved from, or one of their own.

create table grant_revocation (
    place         uuid        not null,
    slot          text        not null,
    tenant        text        not null,
    reason        text        not null,
    provider      text        not null,
    issuer        text        not null,
    kind          text        not null,
    account_id    text,
    inputs        jsonb       not null,
    access_token  bytea,
    refresh_token bytea,
    kept_values   bytea,
    token_type    text        not null,
    since         timestamptz not null,
    due           timestamptz not null,
    attempts      int         not null default 0,
    outcome       text,
    primary key (place, slot),
    -- Settled means erased.
    constraint grant_revocation_erased check ((outcome is null) = (access_token is not null))
);

create index grant_revocation_due on grant_revocation (due) where outcome is null;
create index grant_revocation_account on grant_revocation (provider, issuer, account_id) where reason = 'UNREDEEMED';
-- Who else lives by a grant of an account, of whatever tenant.
create index connection_of_account on connection (provider, issuer, account_id) where status <> 'DISCONNECTED';

insert into grant_revocation (place, slot, tenant, reason, provider, issuer, kind, account_id, inputs, access_token,
        refresh_token, kept_values, token_type, since, due, attempts)
    select c.id, g.slot, c.tenant, 'DISCONNECTED', c.provider, c.issuer, c.kind, c.account_id, c.inputs, g.access_token,
        g.refresh_token, g.kept_values, g.token_type, c.updated_at, c.revocation_due, c.revocation_attempts
    from connection c join connection_grant g on g.connection = c.id
    where c.revocation = 'PENDING';

delete from connection_grant g using connection c where g.connection = c.id and c.revocation = 'PENDING';

drop index connection_revocation_due;
alter table connection
    drop column revocation_attempts,
    drop column revocation_due,
    -- What was asked for and granted of further tokens; the main one's have columns of their own.
    add column slot_scopes jsonb not null default '{}';
