package org.integrationstack.worker.subscription.rest;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestQuery;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.subscription.Subscription;
import org.integrationstack.worker.subscription.SubscriptionStore;

/** The subscriptions that the tenant's customers have, for its admins and for the product. */
@Path("/api/subscriptions/{id}")
@RolesAllowed({Access.ADMIN, Access.ORDERS_WRITE, Access.DELIVERIES_READ})
@Produces(MediaType.APPLICATION_JSON)
class SubscriptionsResource {
    private final SubscriptionStore subscriptions;
    private final Callers callers;

    SubscriptionsResource(SubscriptionStore subscriptions, Callers callers) {
        this.subscriptions = subscriptions;
        this.callers = callers;
    }

    /** One as it is now; of several of that id, one per account, that of the account named or the first heard of. */
    @GET
    public Uni<Subscription> get(String id, @RestQuery String account) {
        Optional<String> of = QueryParameters.text("account", account);
        return subscriptions
                .find(seeing().tenant(), id, of)
                .map(found ->
                        found.orElseThrow(() -> ProblemType.NOT_FOUND.asException("There is no such subscription.")));
    }

    /** Subscriptions belong to the whole tenant, so that a key that is narrowed to some connections sees none. */
    private Caller seeing() {
        Caller caller = callers.current();
        if (!caller.narrowing().equals(Narrowing.NONE)) {
            throw ProblemType.FORBIDDEN.asException(
                    "This key is narrowed to some connections; subscriptions belong to none.");
        }
        return caller;
    }
}
