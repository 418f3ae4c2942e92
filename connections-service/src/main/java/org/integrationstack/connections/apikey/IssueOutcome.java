package org.integrationstack.connections.apikey;

import org.integrationstack.common.apikey.ApiKey;

/** What came of asking for a key. */
public sealed interface IssueOutcome {

    /** It was made. The key itself exists here alone and is gone with this answer. */
    record Issued(IssuedKey issued, ApiKey key) implements IssueOutcome {}

    /** A part of the wish is not acceptable; the detail begins with its name. */
    record Invalid(String detail) implements IssueOutcome {}

    /** The tenant has as many keys as it may have. */
    record TooMany(int most) implements IssueOutcome {}
}
