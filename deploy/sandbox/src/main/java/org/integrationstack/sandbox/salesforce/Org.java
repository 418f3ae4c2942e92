package org.integrationstack.sandbox.salesforce;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A customer's organization, and where it is reached.
 *
 * @param id of 15 characters; {@link Ids#full} makes the usual 18 of them
 * @param login where its people sign in without knowing their My Domain
 * @param myDomain its own address, which is its API's
 */
record Org(String id, String name, String login, String myDomain) {
    static final Org ACME =
            new Org("00D5g000004Acme", "Acme", "https://login.salesforce.com", "https://acme.my.salesforce.com");
    /** A sandbox in Salesforce's sense: its people sign in at another address. */
    static final Org GLOBEX = new Org(
            "00D7Q00000Globx",
            "Globex",
            "https://test.salesforce.com",
            "https://globex--uat.sandbox.my.salesforce.com");

    /** By either form of its id. */
    static Optional<Org> of(String id) {
        return Stream.of(ACME, GLOBEX)
                .filter(org -> org.id.equals(id) || org.fullId().equals(id))
                .findFirst();
    }

    String fullId() {
        return Ids.full(id);
    }
}
