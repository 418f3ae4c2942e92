package org.integrationstack.worker.effect.email;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Exactly one address, and nothing that a mail server could take for more: no names, comments, lists, quotes or routes.
 *
 * <p>Source: RFC 5321, section 4.1.2 ({@code Dot-string "@" Domain}) and 4.5.3.1 (lengths).
 */
record Mailbox(String address) {
    private static final int LONGEST = 254;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]");

    /** The address, or empty for anything that is not exactly one. */
    static Optional<Mailbox> parse(String text) {
        int at = text.indexOf('@');
        boolean isOne = text.length() <= LONGEST
                && at > 0
                && at <= 64
                && LOCAL.matcher(text.substring(0, at)).matches()
                && DOMAIN.matcher(text.substring(at + 1)).matches();
        return isOne ? Optional.of(new Mailbox(text)) : Optional.empty();
    }
}
