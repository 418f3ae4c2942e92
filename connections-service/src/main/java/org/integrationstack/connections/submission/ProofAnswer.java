package org.integrationstack.connections.submission;

import java.util.Objects;

import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;

/** What a provider made of a credential. Reasons are plain words for the log. */
sealed interface ProofAnswer {

    /**
     * It took it.
     *
     * @param account whose it is
     * @param named whether the provider said so; else the account stands for the credential alone
     * @param grant what to use: the credential itself, or the token that it got
     */
    record Proven(Account account, boolean named, Grant grant) implements ProofAnswer {
        public Proven {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(grant, "grant");
        }
    }

    /** It refused it. */
    record Refused(String reason) implements ProofAnswer {}

    /** It could not be asked, or said nothing that makes sense. */
    record Unavailable(String reason) implements ProofAnswer {}
}
