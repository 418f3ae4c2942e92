package org.integrationstack.connections.apikey;

import org.integrationstack.common.apikey.ApiKey;

/** What came of asking for a key. */
public sealed interface IssueOutcome {

    /**
     * It was made. The key itself is gone with this answer, or kept for a day where the request may come again.
     *
     * @param again whether the same request had made it before
     */
    record Issued(IssuedKey issued, ApiKey key, boolean again) implements IssueOutcome {}

    /** The same request made one before, which is forgotten by now. */
    record Gone() implements IssueOutcome {}

    /** Another request was sent under the idempotency key. */
    record KeyReused() implements IssueOutcome {}

    /** A part of the wish is not acceptable; the detail begins with its name. */
    record Invalid(String detail) implements IssueOutcome {}

    /** The tenant has as many keys as it may have. */
    record TooMany(int most) implements IssueOutcome {}
}
