package org.integrationstack.worker.effect.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.ResponseStatus;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.effect.Effect;
import org.integrationstack.worker.effect.EffectHistory;
import org.integrationstack.worker.effect.EffectId;
import org.integrationstack.worker.effect.Performing;

/** What deliveries led to, for those who see the delivery. */
@Path("/api/deliveries/{delivery}/effects")
@RolesAllowed({Access.USER, Access.ADMIN, Access.OPERATOR, Access.DELIVERIES_READ})
@Produces(MediaType.APPLICATION_JSON)
class EffectsResource {
    private final Deliveries deliveries;
    private final EffectHistory effects;
    private final Performing performing;
    private final Callers callers;

    EffectsResource(Deliveries deliveries, EffectHistory effects, Performing performing, Callers callers) {
        this.deliveries = deliveries;
        this.effects = effects;
        this.performing = performing;
        this.callers = callers;
    }

    /** In the order of their plan. */
    @GET
    public Uni<Page<Effect>> list(String delivery) {
        return ofVisible(delivery, effects::of, List.of()).map(found -> new Page<>(found, Optional.empty()));
    }

    /** Tries an effect again that failed, or whose end is unknown. */
    @POST
    @Path("/{effect}/retry")
    @RolesAllowed({Access.ADMIN, Access.WEBHOOKS_REPLAY})
    @ResponseStatus(202)
    public Uni<Effect> retry(String delivery, String effect) {
        EffectId id = EffectId.parse(effect).orElseThrow(this::unknownEffect);
        return ofVisible(delivery, (tenant, of) -> retry(tenant, of, id), Optional.<Effect>empty())
                .map(found -> found.orElseThrow(this::unknownEffect))
                .invoke(performing::wake);
    }

    private Uni<Optional<Effect>> retry(TenantId tenant, Delivery delivery, EffectId id) {
        return effects.retry(tenant, delivery, id)
                .chain(retried -> retried.isPresent()
                        ? Uni.createFrom().item(retried)
                        : effects.find(tenant, delivery, id)
                                .invoke(found -> found.ifPresent(it -> {
                                    throw ProblemType.CONFLICT.asException(
                                            "Only an effect that failed, or of unknown end, can be tried again.");
                                })));
    }

    /** A delivery that belongs to nobody has no effects. */
    private <T> Uni<T> ofVisible(String id, BiFunction<TenantId, Delivery, Uni<T>> work, T otherwise) {
        DeliveryId delivery = DeliveryId.parse(id).orElseThrow(this::unknownDelivery);
        return deliveries
                .find(Audience.of(callers.current()), delivery)
                .map(found -> found.orElseThrow(this::unknownDelivery))
                .chain(found -> found.tenant()
                        .map(tenant -> work.apply(tenant, found))
                        .orElseGet(() -> Uni.createFrom().item(otherwise)));
    }

    private RuntimeException unknownDelivery() {
        return ProblemType.NOT_FOUND.asException("There is no such delivery.");
    }

    private RuntimeException unknownEffect() {
        return ProblemType.NOT_FOUND.asException("There is no such effect.");
    }
}
