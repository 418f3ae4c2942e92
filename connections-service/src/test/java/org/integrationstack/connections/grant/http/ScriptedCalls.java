package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.connections.testing.Surroundings;

/** Calls that go nowhere: each is noted, and answered as the test says. */
class ScriptedCalls extends ProviderCalls {
    private static final ProviderCatalogue BUILT_IN = new ProviderCatalogue(Optional.empty());

    private static final String APP_KEY = Surroundings.appKey();

    final List<Call> made = new ArrayList<>();
    Supplier<Uni<InboundResponse>> answer;

    ScriptedCalls() {
        super(null, null);
        answering(200, "{\"access_token\":\"t\"}");
    }

    @Override
    Uni<InboundResponse> send(HttpMethod method, URI target, Map<String, String> headers, byte[] body) {
        made.add(new Call(method.name(), target, headers, new String(body, StandardCharsets.UTF_8)));
        return answer.get();
    }

    ScriptedCalls answering(int status, String json) {
        return answering(status, json, Map.of());
    }

    ScriptedCalls answering(int status, String json, Map<String, String> more) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Type", "application/json")
                .addAll(more);
        InboundResponse response = new InboundResponse(status, headers, json.getBytes(StandardCharsets.UTF_8));
        answer = () -> Uni.createFrom().item(response);
        return this;
    }

    ScriptedCalls failing(Throwable failure) {
        answer = () -> Uni.createFrom().failure(failure);
        return this;
    }

    Call only() {
        if (made.size() != 1) {
            throw new AssertionError(made.size() + " calls");
        }
        return made.get(0);
    }

    static ProviderDefinition builtIn(String id) {
        return BUILT_IN.find(new ProviderId(id)).orElseThrow();
    }

    /** Every provider knows us as {@code the:client} with the secret {@code s&cret}. */
    static ProviderSettings registrations() {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder();
        BUILT_IN.all()
                .forEach(provider -> config.withDefaultValue(
                                "integration.providers." + provider.id() + ".client-id", "the:client")
                        .withDefaultValue("integration.providers." + provider.id() + ".client-secret", "s&cret"));
        config.withDefaultValue("integration.providers.github-app.private-key", APP_KEY);
        SmallRyeConfig built = config.build();
        return new ProviderSettings(built);
    }

    record Call(String method, URI target, Map<String, String> headers, String body) {}
}
