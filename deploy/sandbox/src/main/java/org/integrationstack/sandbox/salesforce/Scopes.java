package org.integrationstack.sandbox.salesforce;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scopes that the registered app may ask for, each with what the approval page says of it.
 *
 * <p>Source: help.salesforce.com, "OAuth Tokens and Scopes".
 */
final class Scopes {
    private static final Map<String, String> KNOWN = known();

    private Scopes() {}

    /** Those a request names; all of the app's if it names none. Unknown ones are left to {@link #unknown}. */
    static Map<String, String> asked(String requested) {
        if (requested.isBlank()) {
            return KNOWN;
        }
        Map<String, String> scopes = new LinkedHashMap<>();
        names(requested).stream().filter(KNOWN::containsKey).forEach(scope -> scopes.put(scope, KNOWN.get(scope)));
        return scopes;
    }

    /** Whether a request names a scope that the app may not ask for. */
    static boolean unknown(String requested) {
        return !requested.isBlank() && !KNOWN.keySet().containsAll(names(requested));
    }

    /** Both names mean that tokens outlive the person's presence. */
    static boolean refreshes(Set<String> granted) {
        return granted.contains("refresh_token") || granted.contains("offline_access");
    }

    /** Whether the REST API may be called. */
    static boolean callsApi(Set<String> granted) {
        return granted.contains("api") || granted.contains("full");
    }

    private static List<String> names(String requested) {
        return Arrays.asList(requested.strip().split(" +", -1));
    }

    private static Map<String, String> known() {
        Map<String, String> scopes = new LinkedHashMap<>();
        scopes.put("api", "Access and manage your data");
        scopes.put("refresh_token", "Perform requests on your behalf at any time");
        scopes.put("offline_access", "Perform requests on your behalf at any time");
        scopes.put("id", "Access your basic information");
        scopes.put("profile", "Access your name and picture");
        scopes.put("email", "Access your email address");
        scopes.put("address", "Access your address");
        scopes.put("phone", "Access your phone number");
        scopes.put("openid", "Access unique user identifiers");
        scopes.put("chatter_api", "Access Connect REST API resources");
        scopes.put("wave_api", "Manage CRM Analytics resources");
        scopes.put("cdp_query_api", "Perform ANSI SQL queries on Data Cloud data");
        scopes.put("cdp_ingest_api", "Manage Data Cloud ingestion API data");
        scopes.put("cdp_profile_api", "Manage Data Cloud profile data");
        scopes.put("web", "Provide access to your data via the Web");
        scopes.put("full", "Full access");
        return scopes;
    }
}
