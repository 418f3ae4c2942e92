package org.integrationstack.sandbox.stripe;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Account;

/**
 * A business with a Stripe account.
 *
 * @param login the e-mail address its owner signs in with
 * @param currency in lower case; amounts are in its smallest unit
 */
record Merchant(String id, String login, String name, String country, String currency) implements Account {
    static final Merchant ACME =
            new Merchant("acct_1SandboxAcmeAnvils", "anvils@acme.example", "Acme Anvils", "US", "usd");
    /** The yen has no smaller unit: an amount of 500 is 500 yen. */
    static final Merchant KANDA =
            new Merchant("acct_1SandboxKandaSushi", "sushi@kanda.example", "Kanda Sushi", "JP", "jpy");

    /** The business behind the app, whose key the platform's key is. */
    static final Merchant PLATFORM =
            new Merchant("acct_1SandboxPlatform00", "platform@integration.example", "The platform", "US", "usd");

    static final List<Merchant> PEOPLE = List.of(ACME, KANDA);

    static Optional<Merchant> of(String id) {
        return PEOPLE.stream().filter(merchant -> merchant.id.equals(id)).findFirst();
    }

    /** The merchant whose restricted key {@code key} is. It reads everything and changes nothing. */
    static Optional<Merchant> byRestrictedKey(String key) {
        return PEOPLE.stream()
                .filter(merchant -> merchant.restrictedKey().equals(key))
                .findFirst();
    }

    /** A key that a merchant would paste into a form, the same at every start. */
    String restrictedKey() {
        return "rk_test_" + id.substring("acct_".length());
    }

    /** Source: docs.stripe.com/api/accounts/object. */
    ObjectNode json() {
        ObjectNode account = Json.object().put("id", id).put("object", "account");
        account.putObject("business_profile").put("name", name).put("support_email", login);
        account.put("charges_enabled", true)
                .put("country", country)
                .put("default_currency", currency)
                .put("details_submitted", true)
                .put("email", login)
                .put("payouts_enabled", true);
        account.putObject("settings").putObject("dashboard").put("display_name", name);
        return account.put("type", "standard");
    }
}
