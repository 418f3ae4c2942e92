package org.integrationstack.proxy.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Connections;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution;
import org.integrationstack.proxy.connection.TokenSlot;

/** Answers every renewal alike, and remembers which credentials were refused. */
public final class FakeConnections implements Connections {
    private final Uni<Resolution> renewal;
    private final List<Credential> refused = new ArrayList<>();

    public FakeConnections(Resolution renewal) {
        this(Uni.createFrom().item(renewal));
    }

    public FakeConnections(Uni<Resolution> renewal) {
        this.renewal = renewal;
    }

    public List<Credential> refused() {
        return refused;
    }

    @Override
    public Uni<Resolution> resolve(TenantId tenant, ConnectionId id, TokenSlot slot, Duration timeout) {
        return Uni.createFrom().item(new Resolution.Unknown());
    }

    @Override
    public Uni<Resolution> renew(Connection connection, Credential credential, Duration timeout) {
        refused.add(credential);
        return renewal;
    }
}
