package org.integrationstack.connections.submission;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.OwnClient;
import org.integrationstack.connections.web.Violation;

/**
 * The fields of a credential, as the definition asks for them. Problems name the fields that are asked for; what was sent
 * is not repeated, not even the name of a field that nobody asked for: secrets are pasted into the wrong places.
 */
final class CredentialFields {
    private static final String WHERE = "credentials";
    private static final int LONGEST = 4096;

    /** What goes into a header field as it is. Source: RFC 9110 section 5.5. */
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    /** Source: RFC 7617 section 2: no control characters; it is sent in UTF-8. */
    private static final Pattern LINE = Pattern.compile("[^\\p{Cc}\\p{Cs}]+");

    /** A client has no token before it has asked for one; nobody is given this. */
    private static final Secret NO_TOKEN_YET = Secret.of("none");

    private final ConnectionKind kind;
    private final Map<String, Credentials.Asked> asked;
    private final Map<String, String> given;

    CredentialFields(ProviderDefinition provider, ConnectionKind kind, Map<String, String> given) {
        this.kind = kind;
        this.asked = provider.credentials().fields(kind);
        this.given = given;
    }

    /** What is wrong with them; nothing, if they may be used. */
    List<Violation> check() {
        List<Violation> violations = new ArrayList<>();
        if (!asked.keySet().containsAll(given.keySet())) {
            violations.add(new Violation(WHERE, "has what is not asked for; asked for is " + names()));
        }
        asked.forEach((name, field) -> problem(name, field).ifPresent(problem -> violations.add(at(name, problem))));
        return violations;
    }

    /** The credential, before anything was done with it. */
    Grant grant() {
        return switch (kind) {
            case API_KEY -> plain(Secret.of(value(Credentials.API_KEY)), Optional.empty());
            case BASIC -> plain(Secret.of(userAndPassword()), Optional.empty());
            case CLIENT_CREDENTIALS -> plain(NO_TOKEN_YET, Optional.of(client().joined()));
            case OAUTH, APP -> throw new IllegalStateException("people sign in for a connection of kind " + kind);
        };
    }

    private Grant plain(Secret token, Optional<Secret> renewedWith) {
        return new Grant(token, renewedWith, kind.text(), Set.of(), Optional.empty(), Map.of());
    }

    private OwnClient client() {
        return new OwnClient(value(Credentials.CLIENT_ID), Secret.of(value(Credentials.CLIENT_SECRET)));
    }

    private String userAndPassword() {
        String pair = value(Credentials.USERNAME) + ":" + value(Credentials.PASSWORD);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> problem(String name, Credentials.Asked field) {
        String value = value(name);
        if (value.isEmpty()) {
            return Optional.of("is missing");
        }
        if (value.length() > LONGEST) {
            return Optional.of("must have " + LONGEST + " characters at most");
        }
        if (!form().matcher(value).matches()) {
            return Optional.of(
                    kind == ConnectionKind.BASIC
                            ? "must be one line"
                            : "must be visible ASCII characters without blanks");
        }
        if (name.equals(Credentials.USERNAME) && value.indexOf(':') >= 0) {
            return Optional.of("must not have a colon");
        }
        return field.fits(value)
                ? Optional.empty()
                : Optional.of("must begin with " + String.join(" or ", field.prefixes()));
    }

    private Pattern form() {
        return kind == ConnectionKind.BASIC ? LINE : VISIBLE;
    }

    /** Without the blanks and line ends that come along when something is pasted; in a password they may be meant. */
    private String value(String name) {
        String value = Optional.ofNullable(given.get(name)).orElse("");
        return name.equals(Credentials.PASSWORD) ? value : value.strip();
    }

    private String names() {
        return String.join(", ", asked.keySet());
    }

    private static Violation at(String name, String problem) {
        return new Violation(WHERE + "." + name, problem);
    }
}
