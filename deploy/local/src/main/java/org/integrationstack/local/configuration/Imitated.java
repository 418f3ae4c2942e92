package org.integrationstack.local.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** A provider that the sandbox stands in for, and the hosts that lead to it. */
record Imitated(String id, List<String> hosts) {

    private static final List<Imitated> ALL = List.of(
            new Imitated("github", List.of("github.com", "api.github.com")),
            new Imitated(
                    "google",
                    List.of(
                            "accounts.google.com",
                            "oauth2.googleapis.com",
                            "openidconnect.googleapis.com",
                            "www.googleapis.com")),
            new Imitated("slack", List.of("slack.com")),
            new Imitated("stripe", List.of("connect.stripe.com", "api.stripe.com")),
            // The login addresses, and the My Domains of the orgs that are there.
            new Imitated(
                    "salesforce",
                    List.of(
                            "login.salesforce.com",
                            "test.salesforce.com",
                            "acme.my.salesforce.com",
                            "globex--uat.sandbox.my.salesforce.com")));

    Imitated {
        hosts = List.copyOf(hosts);
    }

    /** Every host with where it leads: {@code host=sandbox/provider}, separated by commas. */
    static String hostOverrides(String sandbox) {
        return ALL.stream()
                .flatMap(provider -> provider.hosts.stream().map(host -> host + "=" + sandbox + "/" + provider.id))
                .collect(Collectors.joining(","));
    }
}
