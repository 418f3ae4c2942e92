package org.integrationstack.connections.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.provider.Input;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.web.Violation;

/** What an endpoint can be, as far as the definition of its provider tells. */
final class EndpointRules {
    private static final String ACCOUNT = "account";

    private EndpointRules() {}

    /** What is wrong with a wish. */
    static List<Violation> violations(EndpointWish wish, ProviderDefinition provider, SecretForms forms) {
        if (provider.webhooks().isEmpty()) {
            return List.of(new Violation("provider", "sends no webhooks that are known here"));
        }
        List<Violation> violations = new ArrayList<>(secretViolations(wish.secret(), provider, forms));
        if (wish.connection().isEmpty() && isProvenByAccount(provider)) {
            violations.add(
                    new Violation("connection", "must be given: this provider's deliveries are known by its account"));
        }
        violations.addAll(valueViolations(wish.values(), provider));
        return violations;
    }

    /** What is wrong with a secret that was given, or is missing. */
    static List<Violation> secretViolations(Optional<Secret> secret, ProviderDefinition provider, SecretForms forms) {
        if (secret.isEmpty() && forms.takesSecrets(provider) && !forms.makesSecrets(provider)) {
            return List.of(new Violation("secret", "must be the one that the provider has given"));
        }
        return secret
                .flatMap(it -> forms.problem(provider, it))
                .map(problem -> new Violation("secret", problem))
                .stream()
                .toList();
    }

    /** The values of an endpoint, with the defaults of those that were not given. */
    static Map<String, String> values(EndpointWish wish, ProviderDefinition provider) {
        Map<String, String> values = new LinkedHashMap<>();
        inputs(provider).forEach((name, input) -> input.defaultValue().ifPresent(value -> values.put(name, value)));
        values.putAll(wish.values());
        return values;
    }

    /**
     * Until when an endpoint answers challenges that nobody has signed, where the provider sends any.
     *
     * @param patience how long it awaits them
     */
    static Optional<Instant> handshake(ProviderDefinition provider, Instant now, Duration patience) {
        return provider.webhooks().stream()
                .flatMap(kind -> kind.handshakes().stream())
                .filter(handshake -> !handshake.signed())
                .findFirst()
                .map(unsigned -> now.plus(patience));
    }

    /** What is asked of an endpoint, for whichever kind of delivery. */
    static Map<String, Input> inputs(ProviderDefinition provider) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        provider.webhooks().forEach(kind -> inputs.putAll(kind.inputs()));
        return inputs;
    }

    /** Where there are several kinds of delivery an endpoint may be for some of them, and lack what the others need. */
    private static List<Violation> valueViolations(Map<String, String> given, ProviderDefinition provider) {
        Map<String, Input> asked = inputs(provider);
        List<Violation> violations = new ArrayList<>();
        given.forEach((name, value) -> Optional.ofNullable(asked.get(name))
                .map(input -> input.problem(value, provider.hosts()))
                .orElse(Optional.of("is not asked for"))
                .ifPresent(problem -> violations.add(new Violation("values." + name, problem))));
        if (provider.webhooks().size() == 1) {
            asked.forEach((name, input) -> {
                if (!given.containsKey(name) && input.defaultValue().isEmpty()) {
                    violations.add(new Violation("values." + name, "is missing"));
                }
            });
        }
        return violations;
    }

    private static boolean isProvenByAccount(ProviderDefinition provider) {
        return provider.webhooks().stream()
                .flatMap(kind -> kind.signatures().stream())
                .anyMatch(scheme -> scheme instanceof SignatureScheme.Origin origin
                        && origin.equals().variables().contains(ACCOUNT));
    }
}
