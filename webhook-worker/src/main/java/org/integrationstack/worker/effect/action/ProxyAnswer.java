package org.integrationstack.worker.effect.action;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Action;
import org.integrationstack.common.provider.Api;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;

/** What an answer means: the provider's own, or that of the proxy where it has none of the provider's. */
record ProxyAnswer(InboundResponse response, Optional<JsonNode> body) {
    /** How long to wait for what is ours and away. */
    static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEM = "application/problem+json";
    private static final String OWN = "urn:integration-stack:problem:";

    static ProxyAnswer of(InboundResponse response) {
        try {
            return new ProxyAnswer(
                    response, Optional.of(JSON.readTree(response.body())).filter(JsonNode::isContainerNode));
        } catch (IOException e) {
            return new ProxyAnswer(response, Optional.empty());
        }
    }

    boolean isSuccess() {
        return response.status() >= 200 && response.status() < 300;
    }

    /** What the provider holds to have happened. */
    EffectOutcome outcome(Action action, Optional<Api> api) {
        if (!isSuccess()) {
            return failure(api);
        }
        if (action.success().isEmpty()) {
            return new EffectOutcome.Done(body.map(action::resultOf).orElse(Map.of()));
        }
        if (body.isEmpty()) {
            return new Uncertain("the provider's answer cannot be read");
        }
        return action.success().get().isIn(body.get())
                ? new EffectOutcome.Done(action.resultOf(body.get()))
                : refusal(action.errors(), body.get(), api);
    }

    /** Why nothing was done, or may have been, of an answer that is no success. */
    EffectOutcome failure(Optional<Api> api) {
        return problem().map(this::ofProxy).orElseGet(() -> ofProvider(api));
    }

    private EffectOutcome refusal(Action.Errors errors, JsonNode content, Optional<Api> api) {
        Optional<String> code = errors.codeIn(content);
        String reason = "the provider refused it" + code.map(it -> ": " + it).orElse("");
        if (code.filter(errors.uncertain()::contains).isPresent()) {
            return new Uncertain(reason);
        }
        return code.filter(errors.temporary()::contains).isPresent()
                ? new NotDone(reason, throttle(api).or(this::retryAfter))
                : new Refused(reason);
    }

    private EffectOutcome ofProxy(String type) {
        String reason = "the proxy says: " + type;
        if (is(ProblemType.UNKNOWN_CONNECTION, type)) {
            return new Refused("there is no such connection any more");
        }
        if (is(ProblemType.NEEDS_REAUTHORIZATION, type) || is(ProblemType.CONFLICT, type)) {
            return new NotDone("the connection cannot be used at the moment", Optional.empty());
        }
        if (is(ProblemType.INVALID_REQUEST, type) || is(ProblemType.TOO_LARGE, type)) {
            return new Refused(reason);
        }
        boolean mayHaveArrived = response.status() >= 500 && attempts() > 0;
        return mayHaveArrived
                ? new Uncertain(reason)
                : new Postponed(reason, retryAfter().orElse(WHILE_AWAY));
    }

    private EffectOutcome ofProvider(Optional<Api> api) {
        String reason = "the provider answered " + response.status();
        Optional<Duration> pause = throttle(api);
        if (pause.isPresent() || response.status() == 429 || response.status() == 401) {
            return new NotDone(reason, retryAfter().or(() -> pause));
        }
        return response.status() >= 500 || response.status() == 408 ? new Uncertain(reason) : new Refused(reason);
    }

    /** The pause that the provider's definition knows for such an answer, if it means that nothing was done. */
    private Optional<Duration> throttle(Optional<Api> api) {
        return api.stream()
                .flatMap(known -> known.throttled().stream())
                .filter(rule -> !rule.executed() && matches(rule))
                .findFirst()
                .map(rule -> rule.resetHeader().flatMap(this::untilSecond).orElse(rule.atLeast()));
    }

    private boolean matches(Api.Throttled rule) {
        return rule.statuses().contains(response.status())
                && rule.header().stream().allMatch(this::has)
                && rule.body().stream()
                        .allMatch(wanted -> body.filter(content -> wanted.values()
                                        .contains(content.at(wanted.pointer()).asText()))
                                .isPresent());
    }

    private boolean has(Api.HeaderCondition wanted) {
        return response.header(wanted.name())
                .filter(value -> wanted.value().map(value::equals).orElse(true))
                .isPresent();
    }

    private Optional<Duration> untilSecond(String header) {
        return response.header(header)
                .flatMap(ProxyAnswer::number)
                .map(second -> Duration.between(Instant.now(), Instant.ofEpochSecond(second)))
                .filter(pause -> pause.compareTo(Duration.ZERO) > 0);
    }

    private Optional<Duration> retryAfter() {
        return response.retryAfter(Instant.now());
    }

    /** As many digits as any time of ours has. */
    private static Optional<Long> number(String value) {
        return value.matches("[0-9]{1,10}") ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }

    /** How often the proxy has sent the call on; none where it does not say. */
    private long attempts() {
        return response.header("Integration-Attempts")
                .flatMap(ProxyAnswer::number)
                .orElse(0L);
    }

    /** What kind of problem it is that the proxy itself has. */
    private Optional<String> problem() {
        return response.header("Content-Type")
                .filter(type -> type.startsWith(PROBLEM))
                .flatMap(type -> body)
                .map(content -> content.path("type").asText())
                .filter(type -> type.startsWith(OWN))
                .map(type -> type.substring(OWN.length()));
    }

    private static boolean is(ProblemType problem, String type) {
        return problem.uri().toString().equals(OWN + type);
    }
}
