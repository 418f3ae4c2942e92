package org.integrationstack.worker.effect.forward;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import org.integrationstack.common.http.ForbiddenTargetException;
import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.OutboundRequest;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectKind;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;

/**
 * Forwards an event to a destination of its tenant. Its {@code webhook-id} is the same with every attempt: receivers
 * that keep to Standard Webhooks act once.
 *
 * <p>Arguments: {@code type}; {@code data}, a map; {@code destination}, which else is {@code default}; {@code url} where
 * the destination leaves it open, and only there.
 */
@ApplicationScoped
class ForwardKind implements EffectKind.Remote {
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int GONE = 410;

    private final Map<String, Destination> destinations;
    private final ForwardConfig config;
    private final GuardedHttpClient client;
    private final Providers providers;
    private final Clock clock;

    @Inject
    ForwardKind(ForwardConfig config, GuardedHttpClient client, Providers providers) {
        this(config, client, providers, Clock.systemUTC());
    }

    /** @throws IllegalArgumentException when a destination's secrets are none */
    ForwardKind(ForwardConfig config, GuardedHttpClient client, Providers providers, Clock clock) {
        this.config = config;
        this.client = client;
        this.providers = providers;
        this.clock = clock;
        this.destinations = config.destinations().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Destination.of(entry.getValue())));
    }

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public boolean isRepeatable(EffectCall call) {
        return true;
    }

    @Override
    public Uni<EffectOutcome> perform(EffectCall call) {
        Destination destination = destinations.get(text(call, "destination").orElse("default"));
        if (destination == null || !destination.tenant().equals(call.tenant().value())) {
            return refused("the tenant has no such destination");
        }
        Optional<URI> url = destination.url(text(call, "url"));
        if (url.isEmpty()) {
            return refused("the destination has no URL, or one that the effect may not choose");
        }
        boolean isProvider =
                providers.all().stream().anyMatch(provider -> provider.hosts().allow(url.get()));
        return isProvider ? refused("a provider is no destination") : send(url.get(), destination, call);
    }

    private Uni<EffectOutcome> send(URI url, Destination destination, EffectCall call) {
        byte[] body = body(call);
        Map<String, String> headers =
                new HashMap<>(destination.signer().headers("msg_" + call.key(), clock.instant(), body));
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "integration-stack");
        return client.sendForHead(
                        new OutboundRequest(HttpMethod.POST, url, headers, body, config.timeout(), MAX_ANSWER))
                .map(this::outcome)
                .onFailure(ForwardKind::isNeverSent)
                .recoverWithItem(failure -> new NotDone("the receiver cannot be reached", Optional.empty()))
                .onFailure(ForbiddenTargetException.class)
                .recoverWithItem(failure -> new Refused("the receiver's address may not be called"));
    }

    private static byte[] body(EffectCall call) {
        return new JsonObject()
                .put("type", call.arguments().get("type"))
                .put("timestamp", call.plannedAt().toString())
                .put("data", call.arguments().get("data"))
                .toBuffer()
                .getBytes();
    }

    /** Source: Standard Webhooks, "Successful and failed deliveries": 410 means that the receiver wants no more. */
    private EffectOutcome outcome(InboundResponse answer) {
        String reason = "the receiver answered " + answer.status();
        if (answer.status() >= 200 && answer.status() < 300) {
            return new Done(Map.of());
        }
        return switch (answer.status()) {
            case GONE -> new Refused(reason);
            case 500, 502, 504 -> new Uncertain(reason);
            default -> new NotDone(reason, answer.retryAfter(clock.instant()));
        };
    }

    private static boolean isNeverSent(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof UnknownHostException;
    }

    private static Optional<String> text(EffectCall call, String argument) {
        return Optional.ofNullable(call.arguments().get(argument)).map(Object::toString);
    }

    private static Uni<EffectOutcome> refused(String reason) {
        return Uni.createFrom().item(new Refused(reason));
    }

    /** A destination with what signs for it. */
    private record Destination(String tenant, Optional<URI> fixed, Signer signer) {
        static Destination of(ForwardConfig.Destination config) {
            return new Destination(config.tenant(), config.url(), new Signer(config.secrets()));
        }

        /** Where it is; empty where neither it nor the effect says so, or both do. */
        Optional<URI> url(Optional<String> chosen) {
            return fixed.isPresent() ? fixed.filter(url -> chosen.isEmpty()) : chosen.flatMap(Destination::parsed);
        }

        private static Optional<URI> parsed(String url) {
            try {
                return Optional.of(URI.create(url)).filter(it -> it.getHost() != null);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
