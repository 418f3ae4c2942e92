-- API keys: what each may do, and its hash; never a key. What has ended stays as history for a while.

create table api_key (
    id          uuid primary key,
    tenant      text        not null,
    name        text        not null,
    hash        text        not null,
    scopes      text[]      not null,
    providers   text[]      not null,
    connections uuid[]      not null,
    created_by  text        not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    revoked_at  timestamptz,
    version     bigint      not null
);

create index api_key_page on api_key (tenant, created_at desc, id desc);
create index api_key_expired on api_key (expires_at);
