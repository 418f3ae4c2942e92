package org.integrationstack.connections.grant.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;

/** Puts into a request what proves who asks. Source: RFC 6749 section 2.3.1. */
final class ClientProof {
    private ClientProof() {}

    static void add(
            OAuth.ClientAuthentication how,
            ClientRegistration client,
            Map<String, String> headers,
            Map<String, String> form) {
        switch (how) {
            case BASIC -> headers.put("Authorization", basic(client));
            case POST -> {
                form.put("client_id", client.id());
                form.put("client_secret", client.secret().reveal());
            }
            case NONE -> form.put("client_id", client.id());
        }
    }

    /** Both are form-encoded before they are joined. */
    static String basic(ClientRegistration client) {
        String pair = encode(client.id()) + ":" + encode(client.secret().reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
