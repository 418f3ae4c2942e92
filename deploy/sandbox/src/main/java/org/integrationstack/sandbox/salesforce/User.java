package org.integrationstack.sandbox.salesforce;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Account;

/**
 * Someone with a login.
 *
 * @param login the username, which has an e-mail address's form without having to be one
 */
record User(String id, Org org, String login, String name, String email) implements Account {
    static final User WILE =
            new User(Ids.numbered("005", 1), Org.ACME, "wile@acme.example", "Wile Coyote", "wile@acme.example");
    static final User BUGS =
            new User(Ids.numbered("005", 2), Org.ACME, "bugs@acme.example", "Bugs Bunny", "bugs@acme.example");
    /** Client credentials act as this one. */
    static final User INTEGRATION = new User(
            Ids.numbered("005", 3), Org.ACME, "integration@acme.example", "Integration User", "it@acme.example");

    static final User HANK = new User(
            Ids.numbered("005", 4), Org.GLOBEX, "hank@globex.example.uat", "Hank Scorpio", "hank@globex.example");
    static final List<User> PEOPLE = List.of(WILE, BUGS, HANK);

    /** The identity URL. It names the login address, wherever the token came from. */
    String identity() {
        return org.login() + "/id/" + org.fullId() + "/" + id;
    }

    /** Source: help.salesforce.com, "Query for User Information": the claims of OpenID Connect and Salesforce's own. */
    ObjectNode claims() {
        ObjectNode claims = Json.object()
                .put("sub", identity())
                .put("user_id", id)
                .put("organization_id", org.fullId())
                .put("preferred_username", login)
                .put("nickname", login.substring(0, login.indexOf('@')))
                .put("name", name)
                .put("email", email)
                .put("email_verified", true)
                .put("given_name", name.substring(0, name.indexOf(' ')))
                .put("family_name", name.substring(name.indexOf(' ') + 1))
                .put("zoneinfo", "America/Los_Angeles")
                .put("profile", org.myDomain() + "/" + id);
        claims.set("urls", urls());
        return claims.put("active", true)
                .put("user_type", "STANDARD")
                .put("language", "en_US")
                .put("locale", "en_US")
                .put("utcOffset", -28_800_000)
                .put("updated_at", "2026-01-12T09:30:00Z");
    }

    /** Source: help.salesforce.com, "Identity URLs". */
    ObjectNode identityDocument() {
        ObjectNode document = Json.object()
                .put("id", identity())
                .put("asserted_user", true)
                .put("user_id", id)
                .put("organization_id", org.fullId())
                .put("username", login)
                .put("nick_name", login.substring(0, login.indexOf('@')))
                .put("display_name", name)
                .put("email", email)
                .put("email_verified", true)
                .put("active", true)
                .put("user_type", "STANDARD")
                .put("language", "en_US")
                .put("locale", "en_US");
        document.set("urls", urls());
        return document;
    }

    private ObjectNode urls() {
        String data = org.myDomain() + "/services/data/v{version}/";
        return Json.object()
                .put("rest", data)
                .put("sobjects", data + "sobjects/")
                .put("query", data + "query/")
                .put("custom_domain", org.myDomain());
    }
}
