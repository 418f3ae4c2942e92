package org.integrationstack.worker.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.common.provider.EventDefinition.Strategy;
import org.integrationstack.worker.activity.ActivityLog;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Payload;
import org.integrationstack.worker.effect.Effects;
import org.integrationstack.worker.effect.PlannedEffect;
import org.integrationstack.worker.event.Records.Followed;
import org.integrationstack.worker.handling.Handler;

/**
 * Makes of an event what its definition says: records the activity, follows it with the worker's own records, plans its
 * effects and publishes it. An event about which the definition says nothing is published and ignored.
 */
@ApplicationScoped
class EventHandler implements Handler {
    private final EventSources sources;
    private final ActivityLog activities;
    private final Map<Strategy, Records> records;
    private final EffectPlans plans;
    private final Effects effects;

    EventHandler(
            EventSources sources,
            ActivityLog activities,
            Instance<Records> records,
            EffectPlans plans,
            Effects effects) {
        this.sources = sources;
        this.activities = activities;
        this.records = records.stream()
                .flatMap(one -> one.strategies().stream().map(strategy -> Map.entry(strategy, one)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.plans = plans;
        this.effects = effects;
    }

    @Override
    public Uni<Outcome> handle(Delivery delivery, Payload payload, SqlConnection transaction) {
        Optional<EventDefinition> definition = sources.definition(delivery);
        Optional<JsonNode> content = EventContent.of(
                payload,
                sources.formField(delivery),
                sources.without(delivery),
                definition.map(EventDefinition::encoded).orElse(List.of()));
        if (content.isEmpty() && definition.filter(EventDefinition::readsBody).isPresent()) {
            return Uni.createFrom().item(new Outcome.Dead("the payload cannot be read"));
        }
        return sources.connection(delivery, transaction)
                .map(connection -> Happening.of(
                        delivery,
                        definition.orElse(EventDefinition.NOTHING),
                        connection,
                        content.orElseGet(() -> EventContent.ofHeaders(payload))))
                .chain(event -> speaksForAnother(event)
                        ? Uni.createFrom().item(new Outcome.Ignored("of an account that its endpoint cannot speak for"))
                        : handle(event, definition.isPresent(), transaction));
    }

    /**
     * Whether it came to an endpoint and names an account that no active connection of the endpoint proves: whoever knows
     * the endpoint's secret may have made it up.
     */
    private static boolean speaksForAnother(Happening event) {
        Delivery delivery = event.delivery();
        return delivery.endpoint().isPresent()
                && delivery.account().isPresent()
                && event.connection().isEmpty();
    }

    private Uni<Outcome> handle(Happening event, boolean isKnown, SqlConnection transaction) {
        return follow(event, transaction)
                .chain(followed -> followed instanceof Followed.Broken broken
                        ? Uni.createFrom().item(new Outcome.Dead(broken.reason()))
                        : finish(event, followed, isKnown, transaction));
    }

    private Uni<Followed> follow(Happening event, SqlConnection transaction) {
        return event.definition()
                .domain()
                .map(Domain::strategy)
                .map(strategy -> records.get(strategy).follow(event, transaction))
                .orElseGet(() -> Uni.createFrom().item(new Followed.Done(Map.of())));
    }

    private Uni<Outcome> finish(Happening event, Followed followed, boolean isKnown, SqlConnection transaction) {
        return activities
                .record(event.delivery(), event.definition(), event.content(), event.facts(), transaction)
                .chain(() -> plan(event, followed, transaction))
                .call(plan -> effects.plan(transaction, event.delivery(), all(event, plan)))
                .map(plan -> outcome(followed, plan, isKnown));
    }

    private Uni<EffectPlans.Plan> plan(Happening event, Followed followed, SqlConnection transaction) {
        Uni<EffectPlans.Plan> ofEvery = plans.ofEvery(event, transaction);
        return followed instanceof Followed.Done done
                ? ofEvery.chain(plan ->
                        plans.ofThis(event.with(done.values()), transaction).map(plan::plus))
                : ofEvery;
    }

    private static List<PlannedEffect> all(Happening event, EffectPlans.Plan plan) {
        List<PlannedEffect> all = new ArrayList<>(Publications.of(event));
        all.addAll(plan.effects());
        return all;
    }

    private static Outcome outcome(Followed followed, EffectPlans.Plan plan, boolean isKnown) {
        if (followed instanceof Followed.Passed passed) {
            return new Outcome.Ignored(passed.reason());
        }
        if (followed instanceof Followed.Kept kept) {
            return new Outcome.Succeeded(kept.reason());
        }
        if (!isKnown && plan.effects().isEmpty()) {
            return new Outcome.Ignored("no handler");
        }
        return new Outcome.Succeeded(plan.leftOut());
    }
}
