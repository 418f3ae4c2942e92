package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** GitHub's own addresses and ids, as its answers show them. */
final class Addresses {
    static final String WEB = "https://github.com";
    static final String API = "https://api.github.com";
    static final String DOCUMENTATION = "https://docs.github.com";

    private Addresses() {}

    /** The opaque id of the GraphQL API, in its older, readable form. */
    static String nodeId(String type, long id) {
        String text = "0" + type.length() + ":" + type + id;
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
