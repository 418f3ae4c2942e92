package org.integrationstack.worker.effect.action;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.provider.Action;
import org.integrationstack.common.provider.Action.Idempotency;
import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectConfig;
import org.integrationstack.worker.effect.EffectKind;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;
import org.integrationstack.worker.service.NotSentException;
import org.integrationstack.worker.service.OwnServices;
import org.integrationstack.worker.service.ServiceCall;

/**
 * Does at a provider what its definition's {@code actions} say.
 *
 * <p>Arguments: {@code provider}; {@code action}, a name among its actions; {@code arguments}, that action's own. The
 * effect's connection is the one it is done under.
 */
@ApplicationScoped
class ActionKind implements EffectKind.Remote {
    private static final byte[] NO_BODY = new byte[0];

    private final OwnServices services;
    private final Actions actions;
    private final EffectConfig config;

    ActionKind(OwnServices services, Actions actions, EffectConfig config) {
        this.services = services;
        this.actions = actions;
        this.config = config;
    }

    @Override
    public String name() {
        return "action";
    }

    @Override
    public boolean isRepeatable(EffectCall call) {
        return actions.action(call)
                .map(Action::idempotency)
                .map(this::isRepeatable)
                .orElse(true);
    }

    private boolean isRepeatable(Idempotency idempotency) {
        return !(idempotency instanceof Idempotency.None none)
                || none.repeated().orElse(config.repeatUnkeyed());
    }

    @Override
    public Uni<EffectOutcome> perform(EffectCall call) {
        Optional<Action> action = actions.action(call);
        if (action.isEmpty() || call.connection().isEmpty()) {
            return settled(new Refused("the provider's definition has no such action, or it has no connection"));
        }
        Optional<String> problem = action.get().problem(Actions.arguments(call));
        if (problem.isPresent()) {
            return settled(new Refused(problem.get()));
        }
        try {
            return perform(call, action.get());
        } catch (IllegalArgumentException e) {
            // What the action is made of says so, and shows no value.
            return settled(new Refused(e.getMessage()));
        }
    }

    private Uni<EffectOutcome> perform(EffectCall call, Action action) {
        Uni<EffectOutcome> sent = send(call, action);
        return action.idempotency() instanceof Idempotency.Lookup lookup
                ? lookUp(call, action, lookup)
                        .chain(found -> found.map(ActionKind::settled).orElse(sent))
                : sent;
    }

    /** What an earlier attempt made; or why that cannot be told, which leaves nothing done by this one. */
    private Uni<Optional<EffectOutcome>> lookUp(EffectCall call, Action action, Idempotency.Lookup lookup) {
        Map<String, String> fresh = Map.of("Integration-Cache-Control", "no-store");
        String target = lookup.target(Actions.arguments(call));
        return exchange(call, HttpMethod.GET, target, fresh, NO_BODY)
                .map(answer -> found(call, action, lookup, answer))
                .onFailure()
                .recoverWithItem(failure -> Optional.of(notLookedUp(failure)));
    }

    private Optional<EffectOutcome> found(
            EffectCall call, Action action, Idempotency.Lookup lookup, ProxyAnswer answer) {
        if (!answer.isSuccess()) {
            return Optional.of(withoutDoubt(answer.failure(actions.api(call))));
        }
        return answer.body().isEmpty()
                ? Optional.of(new NotDone("what is there already cannot be read", Optional.empty()))
                : lookup.find(answer.body().get(), call.key().value()).map(item -> new Done(action.resultOf(item)));
    }

    private Uni<EffectOutcome> send(EffectCall call, Action action) {
        Map<String, Object> values = new HashMap<>(Actions.arguments(call));
        String target = action.target(values);
        values.put(Action.KEY, call.key().value());
        Map<String, String> headers = new HashMap<>();
        if (action.idempotency() instanceof Idempotency.Header header) {
            headers.put(header.name(), call.key().value());
        }
        byte[] body = action.body()
                .map(template -> template.render(values).toString().getBytes(StandardCharsets.UTF_8))
                .orElse(NO_BODY);
        action.body().ifPresent(template -> headers.put("Content-Type", "application/json; charset=utf-8"));
        return exchange(call, HttpMethod.valueOf(action.method()), target, headers, body)
                .map(answer -> answer.outcome(action, actions.api(call)))
                .onFailure(NotSentException.class)
                .recoverWithItem(ActionKind::later);
    }

    private Uni<ProxyAnswer> exchange(
            EffectCall call, HttpMethod method, String target, Map<String, String> headers, byte[] body) {
        Duration timeout = config.timeout();
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", "application/json");
        all.put("Integration-Timeout", Long.toString(Math.max(1, timeout.toSeconds())));
        String path = "/proxy/" + call.connection().orElseThrow() + target;
        return services.proxy(call.tenant(), new ServiceCall(method, path, all, body, timeout))
                .map(ProxyAnswer::of);
    }

    private static EffectOutcome notLookedUp(Throwable failure) {
        return failure instanceof NotSentException
                ? later(failure)
                : new NotDone("no answer from the proxy", Optional.empty());
    }

    /** That something of ours is away is no failure of the effect. */
    private static EffectOutcome later(Throwable failure) {
        return new Postponed(failure.getMessage(), ProxyAnswer.WHILE_AWAY);
    }

    /** A look changes nothing. */
    private static EffectOutcome withoutDoubt(EffectOutcome outcome) {
        return outcome instanceof Uncertain uncertain ? new NotDone(uncertain.reason(), Optional.empty()) : outcome;
    }

    private static Uni<EffectOutcome> settled(EffectOutcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
