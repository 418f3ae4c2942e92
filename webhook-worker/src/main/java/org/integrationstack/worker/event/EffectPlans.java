package org.integrationstack.worker.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.Argument;
import org.integrationstack.common.provider.EventDefinition.Effect;
import org.integrationstack.common.provider.EventDefinition.Under;
import org.integrationstack.worker.effect.PlannedEffect;
import org.integrationstack.worker.routing.Connection;
import org.integrationstack.worker.routing.Connections;

/**
 * Which effects an event has, by its definition and its connection's settings. An effect uses a connection only if that is
 * the event's own, or one that its settings name and that the same user holds or its holder has opened to the tenant.
 */
@ApplicationScoped
class EffectPlans {
    /** The setting by which a connection's holder lets all of the tenant name it. */
    private static final String SHARED = "shared";

    private final EventSources sources;
    private final Connections connections;

    EffectPlans(EventSources sources, Connections connections) {
        this.sources = sources;
        this.connections = connections;
    }

    /**
     * What is to be done.
     *
     * @param leftOut what was wanted but cannot be, and why
     */
    record Plan(List<PlannedEffect> effects, Optional<String> leftOut) {
        static final Plan NOTHING = new Plan(List.of(), Optional.empty());

        Plan {
            effects = List.copyOf(effects);
        }

        Plan plus(Plan other) {
            List<PlannedEffect> all = new ArrayList<>(effects);
            all.addAll(other.effects());
            return new Plan(all, leftOut.or(other::leftOut));
        }
    }

    /** What is to be done about every event of its provider. */
    Uni<Plan> ofEvery(Happening event, SqlConnection transaction) {
        Map<String, Effect> wanted = new LinkedHashMap<>();
        sources.ofEveryEvent(event.delivery())
                .forEach(all -> all.effects().forEach((name, effect) -> wanted.put("every." + name, effect)));
        return of(wanted, event, transaction);
    }

    /** What is to be done about this one. */
    Uni<Plan> ofThis(Happening event, SqlConnection transaction) {
        return of(event.definition().effects(), event, transaction);
    }

    private Uni<Plan> of(Map<String, Effect> effects, Happening event, SqlConnection transaction) {
        return Multi.createFrom()
                .iterable(effects.entrySet())
                .filter(one -> event.meets(one.getValue().when()))
                .onItem()
                .transformToUniAndConcatenate(one -> plan(one.getKey(), one.getValue(), event, transaction))
                .collect()
                .asList()
                .map(plans -> plans.stream().reduce(Plan.NOTHING, Plan::plus));
    }

    private Uni<Plan> plan(String name, Effect effect, Happening event, SqlConnection transaction) {
        Map<String, Object> arguments = Argument.Members.of(effect.arguments(), event.facts());
        if (effect.under() instanceof Under.Nothing) {
            return Uni.createFrom().item(planned(name, effect, Optional.empty(), arguments));
        }
        return connection(effect.under(), event, transaction)
                .map(connection -> connection
                        .map(it -> planned(name, effect, Optional.of(it.id()), at(it, arguments)))
                        .orElseGet(() -> new Plan(
                                List.of(),
                                Optional.of("left out: " + name + ", which has no connection that it may use"))));
    }

    /** An effect under a connection is one at that connection's provider. */
    private static Map<String, Object> at(Connection connection, Map<String, Object> arguments) {
        Map<String, Object> all = new LinkedHashMap<>(arguments);
        all.put("provider", connection.provider());
        return all;
    }

    private static Plan planned(
            String name, Effect effect, Optional<ConnectionId> under, Map<String, Object> arguments) {
        return new Plan(List.of(new PlannedEffect(name, effect.kind(), under, arguments)), Optional.empty());
    }

    private Uni<Optional<Connection>> connection(Under under, Happening event, SqlConnection transaction) {
        return under instanceof Under.Named named
                ? named(named, event, transaction)
                : Uni.createFrom().item(event.connection());
    }

    private Uni<Optional<Connection>> named(Under.Named under, Happening event, SqlConnection transaction) {
        Optional<ConnectionId> id = Optional.ofNullable(event.facts().settings().get(under.setting()))
                .flatMap(text -> ConnectionId.parse(String.valueOf(text).strip()));
        return id.map(known -> connections.of(transaction, known).map(found -> found.filter(it -> mayUse(event, it))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private static boolean mayUse(Happening event, Connection named) {
        boolean sameOwner = event.connection()
                .filter(own -> own.owner().equals(named.owner()))
                .isPresent();
        boolean sameTenant =
                event.delivery().tenant().filter(named.tenant()::equals).isPresent();
        return sameTenant && (sameOwner || Boolean.TRUE.equals(named.settings().get(SHARED)));
    }
}
