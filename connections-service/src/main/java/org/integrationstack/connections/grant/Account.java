package org.integrationstack.connections.grant;

import java.util.Objects;
import java.util.Optional;

/**
 * The account at the provider that a grant belongs to, as the provider itself says when asked with the token.
 *
 * @param id what names the account for good; compared exactly
 * @param person who of the account granted it, where the provider tells apart the two: somebody of a workspace
 */
public record Account(String id, Optional<String> name, Optional<String> email, Optional<String> person) {
    /** How long an account's id may be. */
    public static final int MAX_LENGTH = 512;

    public Account {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "an account id has 1 to 512 characters, none of them a control character");
        }
        name = Objects.requireNonNull(name).filter(Account::fits);
        email = Objects.requireNonNull(email).filter(Account::fits);
        person = Objects.requireNonNullElse(person, Optional.<String>empty()).filter(Account::isId);
    }

    /** An account of which its provider names no person. */
    public Account(String id, Optional<String> name, Optional<String> email) {
        this(id, name, email, Optional.empty());
    }

    /** The same, granted by that person. */
    Account grantedBy(Optional<String> somebody) {
        return new Account(id, name, email, somebody);
    }

    /** Whether both are the same account and, as far as is known of both, the same person's grant. */
    public boolean isSameAs(Account other) {
        boolean anotherPerson = person.isPresent() && other.person.isPresent() && !person.equals(other.person);
        return id.equals(other.id) && !anotherPerson;
    }

    /** Whether a text can name an account. */
    public static boolean isId(String text) {
        return !text.isBlank() && text.length() <= MAX_LENGTH && text.chars().noneMatch(Character::isISOControl);
    }

    /** Name and address are for display alone: one that is absurd is left out rather than refusing the account. */
    private static boolean fits(String text) {
        return isId(text);
    }
}
