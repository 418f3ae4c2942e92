package org.integrationstack.sandbox.google;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Account;

/**
 * Someone with a Google account.
 *
 * @param sub never changes, unlike the e-mail address
 * @param domain of a Workspace account
 */
record Person(String sub, String email, String givenName, String familyName, Optional<String> domain)
        implements Account {
    static final Person ADA =
            new Person("110248495921238986420", "ada@example.com", "Ada", "Lovelace", Optional.of("example.com"));
    static final Person GRACE =
            new Person("103547991597142817347", "grace.hopper@gmail.com", "Grace", "Hopper", Optional.empty());
    static final List<Person> ALL = List.of(ADA, GRACE);

    @Override
    public String login() {
        return email;
    }

    @Override
    public String name() {
        return givenName + " " + familyName;
    }

    /**
     * The claims that {@code scopes} open, of ID tokens and of user info.
     *
     * <p>Source: developers.google.com, "OpenID Connect", "An ID token's payload".
     */
    ObjectNode claims(Set<String> scopes) {
        ObjectNode claims = Json.object().put("sub", sub);
        if (scopes.contains(Scopes.PROFILE)) {
            claims.put("name", name())
                    .put("given_name", givenName)
                    .put("family_name", familyName)
                    .put("picture", "https://lh3.googleusercontent.com/a/" + sub);
        }
        if (scopes.contains(Scopes.EMAIL)) {
            claims.put("email", email).put("email_verified", true);
            domain.ifPresent(hosted -> claims.put("hd", hosted));
        }
        return claims;
    }
}
