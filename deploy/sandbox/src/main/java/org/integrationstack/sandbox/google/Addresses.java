package org.integrationstack.sandbox.google;

/**
 * Google's own addresses, as its answers show them.
 *
 * <p>Source: accounts.google.com, {@code /.well-known/openid-configuration}.
 */
final class Addresses {
    static final String ISSUER = "https://accounts.google.com";
    static final String AUTHORIZE = "/o/oauth2/v2/auth";
    static final String TOKEN = "/token";
    static final String REVOKE = "/revoke";
    static final String USER_INFO = "/v1/userinfo";
    static final String KEYS = "/oauth2/v3/certs";
    static final String METADATA = "/.well-known/openid-configuration";

    static final String OAUTH = "https://oauth2.googleapis.com";
    static final String OPENID = "https://openidconnect.googleapis.com";
    static final String API = "https://www.googleapis.com";

    private Addresses() {}
}
