package org.integrationstack.common.apikey;

import java.util.UUID;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.VerifiedCaller;

/** Who sent a key that was accepted. */
record ApiKeyHolder(UUID key, Caller caller, ApiKeys keys) implements VerifiedCaller {
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
