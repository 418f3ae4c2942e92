-- Kinds of credentials, labels and settings, why a connection is in trouble, what a pause covers, several tokens each.

alter table connection
    add column kind       text  not null default 'OAUTH',
    add column labels     jsonb not null default '{}',
    add column settings   jsonb not null default '{}',
    add column inputs     jsonb not null default '{}',
    add column trouble    text,
    add column resumes_to text,
    drop column expires_at,
    add constraint connection_resumes_if_paused check ((resumes_to is not null) = (status = 'PAUSED'));

-- A list is read in the order of its pages, by whatever narrows it most. Labels are asked for by containment.
create index connection_page_of_owner on connection (tenant, owner, created_at desc, id desc);
create index connection_page_of_provider on connection (tenant, provider, created_at desc, id desc);
create index connection_page_of_status on connection (tenant, status, created_at desc, id desc);
create index connection_account on connection (tenant, account_id);
create index connection_labels on connection using gin (labels jsonb_path_ops);

-- One row per token that a connection has: a provider may issue several at once. The version is the token's own, raised
-- with each new one; the key is the one that sealed the row.
alter table connection_grant
    add column slot    text   not null default 'main',
    add column version bigint not null default 1,
    add column key_id  bigint not null default 0,
    drop constraint connection_grant_pkey,
    add primary key (connection, slot);
