package org.integrationstack.connections.grant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.UrlTemplate;

/**
 * Whether what a token response told us to keep may be used: every address that it becomes part of must be one of the
 * provider's hosts. It is kept as it is then; later responses do not replace it.
 */
public final class KeptValues {
    private static final Pattern WEB = Pattern.compile("\\s*https?:", Pattern.CASE_INSENSITIVE);

    private KeptValues() {}

    /** Whether every address that a connection of that kind makes of them is the provider's. */
    public static boolean leadToTheProvider(
            ProviderDefinition provider, ConnectionKind kind, Map<String, String> inputs, Grant grant) {
        if (grant.values().values().stream().anyMatch(value -> leadsElsewhere(provider.hosts(), value))) {
            return false;
        }
        Map<String, String> variables = new HashMap<>(inputs);
        variables.putAll(grant.values());
        // What no response decides; any value leads to the same host.
        variables.put("client_id", "x");
        variables.put("account_id", "x");
        variables.put("access_token", "x");
        try {
            urls(provider, kind).forEach(url -> url.resolve(variables));
            provider.api(kind).map(Api::authorization).ifPresent(authorization -> authorization.fields(variables));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether it is a URL, and none of the provider's. */
    private static boolean leadsElsewhere(Hosts hosts, String value) {
        if (!WEB.matcher(value).lookingAt()) {
            return false;
        }
        try {
            return !hosts.allow(new URI(value));
        } catch (URISyntaxException e) {
            return true;
        }
    }

    private static Stream<UrlTemplate> urls(ProviderDefinition provider, ConnectionKind kind) {
        Optional<OAuth> oauth = provider.oauth().filter(it -> kind == ConnectionKind.OAUTH);
        return Stream.of(
                        provider.api().map(Api::baseUrl),
                        provider.account(kind).flatMap(OAuth.AccountLookup::url),
                        oauth.flatMap(OAuth::introspection).map(OAuth.Introspection::url),
                        provider.revocation(kind).map(OAuth.Revocation::url))
                .flatMap(Optional::stream);
    }
}
