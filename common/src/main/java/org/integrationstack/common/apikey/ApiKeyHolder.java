package org.integrationstack.common.apikey;

import java.util.UUID;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.VerifiedCaller;

/** Who sent a key that was accepted. */
final class ApiKeyHolder implements VerifiedCaller {
    private final UUID key;
    private final Caller caller;
    private final ApiKeys keys;

    ApiKeyHolder(UUID key, Caller caller, ApiKeys keys) {
        this.key = key;
        this.caller = caller;
        this.keys = keys;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.subject().value();
    }

    @Override
    public boolean isStillValid() {
        return keys.isLive(key);
    }

    @Override
    public String toString() {
        return getName();
    }
}
