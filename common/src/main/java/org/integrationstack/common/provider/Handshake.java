package org.integrationstack.common.provider;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;

/** A request by which a provider finds out who answers at a URL. It is answered, and is no delivery. */
public sealed interface Handshake {

    /** Whether it counts only once its signature is verified. */
    boolean signed();

    /**
     * A challenge in the body comes back as text.
     *
     * @param challenge where the body holds it
     */
    record Echo(boolean signed, Condition when, JsonPointer challenge) implements Handshake {}

    /**
     * A challenge in the query comes back as text, decoded. Never signed.
     *
     * @param parameter the query parameter that holds it
     * @param verify what another parameter must say, where the provider was given a word to say
     */
    record QueryEcho(Method method, String parameter, Optional<Verify> verify) implements Handshake {
        @Override
        public boolean signed() {
            return false;
        }
    }

    /**
     * A challenge in the body comes back with its keyed hash, as a JSON object. The key is the current secret.
     *
     * @param challenge where the body holds it
     * @param challengeMember the answer's member with the challenge
     * @param hashMember the answer's member with the hash
     */
    record HmacEcho(
            boolean signed,
            Condition when,
            JsonPointer challenge,
            Algorithm algorithm,
            Encoding encoding,
            String challengeMember,
            String hashMember)
            implements Handshake {}

    /** A fixed answer. */
    record Reply(boolean signed, Condition when, Webhooks.Answer answer) implements Handshake {}

    /** What must be so. */
    sealed interface Condition {

        /** A header says so, in this letter case. */
        record Header(String name, String equals) implements Condition {}

        /** The body says so; a number or boolean as it is written. */
        record Body(JsonPointer pointer, String equals) implements Condition {}
    }

    /** @param equals of the entry's inputs */
    record Verify(String parameter, Template equals) {}

    /** The request's method. */
    enum Method {
        GET,
        POST
    }
}
