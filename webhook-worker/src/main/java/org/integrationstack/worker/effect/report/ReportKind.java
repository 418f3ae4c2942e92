package org.integrationstack.worker.effect.report;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectKind;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;
import org.integrationstack.worker.service.NotSentException;
import org.integrationstack.worker.service.OwnServices;
import org.integrationstack.worker.service.ServiceCall;

/**
 * Reports that the provider ended what the effect's connection rests on. Reported twice, it counts once.
 *
 * <p>Arguments: {@code reason}; {@code account}, which must be the connection's; {@code at}, when the provider said so: a
 * grant that was given later is not ended.
 */
@ApplicationScoped
class ReportKind implements EffectKind.Remote {
    /** That something of ours is away is no failure of the effect. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final OwnServices services;

    ReportKind(OwnServices services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "report";
    }

    @Override
    public boolean isRepeatable(EffectCall call) {
        return true;
    }

    @Override
    public Uni<EffectOutcome> perform(EffectCall call) {
        if (call.connection().isEmpty()) {
            return Uni.createFrom().item(new Refused("it has no connection to speak about"));
        }
        JsonObject body = new JsonObject()
                .put("reason", call.arguments().get("reason"))
                .put("account", call.arguments().get("account"))
                .put("at", call.arguments().get("at"));
        String target = "/internal/connections/" + call.connection().get() + "/revoked";
        return services.connections(
                        call.tenant(),
                        new ServiceCall(
                                HttpMethod.POST, target, JSON, body.toBuffer().getBytes(), TIMEOUT))
                .map(answer -> outcome(answer.status()))
                .onFailure(NotSentException.class)
                .recoverWithItem(failure -> new Postponed(failure.getMessage(), WHILE_AWAY));
    }

    private static EffectOutcome outcome(int status) {
        String reason = "connections-service answered " + status;
        if (status < 300) {
            return new Done(Map.of());
        }
        return switch (status) {
            case 404 -> new Refused("there is no such connection any more");
            case 401, 403, 429, 503 -> new Postponed(reason, WHILE_AWAY);
            default -> status >= 500 ? new Uncertain(reason) : new Refused(reason);
        };
    }
}
