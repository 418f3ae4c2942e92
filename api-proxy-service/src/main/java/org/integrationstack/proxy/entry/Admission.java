package org.integrationstack.proxy.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.startup.TopicNeeds;

/** Who may call through the proxy: people of a tenant, and programs with the scope for it. */
@ApplicationScoped
class Admission {
    private final IdentityProviderManager identities;

    Admission(IdentityProviderManager identities) {
        this.identities = identities;
    }

    /** API keys are known from Kafka; once they are, the proxy goes on without it. */
    @Produces
    @Singleton
    static TopicNeeds topics() {
        return new TopicNeeds(List.of(Topics.API_KEYS_CHANGED), false);
    }

    /** The caller, verified as at every endpoint; fails with a problem without one who may come in. */
    Uni<Caller> admit(RoutingContext context) {
        return QuarkusHttpUser.getSecurityIdentity(context, identities).map(identity -> caller(identity, context));
    }

    private static Caller caller(SecurityIdentity identity, RoutingContext context) {
        if (identity.isAnonymous()) {
            throw unauthenticated();
        }
        if (Stream.of(Access.USER, Access.ADMIN, Access.PROXY_CALL).noneMatch(identity::hasRole)) {
            throw ProblemType.FORBIDDEN.asException(
                    "Calling through the proxy needs the role user or admin, or the scope " + Access.PROXY_CALL + ".");
        }
        return Callers.of(identity, context.request().headers().getAll(Callers.TENANT_HEADER));
    }

    /** Source: RFC 6750, section 3. */
    private static HttpProblem unauthenticated() {
        return ProblemType.UNAUTHENTICATED.asException(
                "Send a valid bearer token or API key for this service.", Map.of("WWW-Authenticate", "Bearer"));
    }
}
