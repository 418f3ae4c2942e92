-- A row may stand for an authorization code that is being exchanged (reason EXCHANGING): what it brings is given back when
-- nobody comes to hold it. And while a provider is asked to end all grants of an account, nobody exchanges a code there.
alter table grant_revocation add column asking_until timestamptz;

create index grant_revocation_under_way on grant_revocation (provider, issuer)
    where reason = 'EXCHANGING' or asking_until is not null;
