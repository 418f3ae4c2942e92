package org.integrationstack.gateway.diagnosis;

import java.util.Locale;

/** What came of looking into a delivery. */
public record Diagnosis(Reason reason) {

    public boolean verified() {
        return reason == Reason.VERIFIED;
    }

    /** What may be the matter; names are stable. */
    public enum Reason {
        VERIFIED("it verifies", "Nothing is wrong with its signature."),
        UNKNOWN_KIND(
                "it is of no kind that this provider sends",
                "No kind of delivery in the provider's definition takes a request with these headers."),
        NO_SECRET(
                "nothing is set that could verify it",
                "Set the signing secret, or the values that the provider's definition asks for."),
        EXPIRED_SECRET(
                "it is signed with a secret that has expired",
                "The provider still signs with a secret that was replaced. Set the new one there."),
        STALE(
                "its time is too far from ours",
                "The signature is right, but not its time: a clock is wrong, the delivery was held up or sent again, or it"
                        + " is looked into later than it came."),
        SIGNATURE_MISSING(
                "it has no signature",
                "The header that the provider's definition names is not there. Is a secret set at the provider?"),
        SIGNATURE_DOUBLED(
                "it has its signature header twice",
                "Something on the way repeats headers; which of two counts cannot be told."),
        SIGNATURE_MALFORMED(
                "its signature header is not of the provider's form",
                "Look for a missing prefix, a cut value, added spaces, or a time that is missing or no number."),
        WRONG_HEADER(
                "its signature is in another header",
                "A header that does not count has the right signature: the sender must use the one that the definition"
                        + " names."),
        SIGNATURE_ENCODING(
                "its signature is written in another encoding",
                "It is right but hex where base64 is expected, or base64 where hex is, or base64url."),
        SIGNATURE_ALGORITHM(
                "its signature is by another hash function",
                "It is right by another function than the definition says."),
        SECRET_ENCODING(
                "the secret was decoded on one side only",
                "One side takes the secret as it is written, the other decodes it or cuts off its prefix."),
        SECRET_WHITE_SPACE(
                "the secret has white space around it on one side",
                "A line end or space was copied with the secret. Set it again without."),
        BODY_UNKNOWN(
                "its body was not looked into",
                "It was refused before its body was read, or the body is too large to be looked into: see why it was"
                        + " refused."),
        BODY_EMPTY(
                "its signature is that of an empty body",
                "The sender signed before it had a body, or something on the way replaced the body."),
        BODY_RESERIALISED(
                "its JSON was written anew on the way",
                "Something parsed the JSON and wrote it again: same values, other bytes. Pass the raw body on."),
        BODY_NEWLINE(
                "its line ends were changed on the way",
                "A line end was added, removed or converted between LF and CRLF."),
        BODY_BYTE_ORDER_MARK(
                "a byte order mark was added or removed on the way", "The body and what was signed differ by U+FEFF."),
        BODY_CHARSET(
                "its character set was changed on the way",
                "The body was converted between UTF-8 and ISO 8859-1, or its characters were escaped."),
        BODY_COMPRESSED(
                "it was compressed or decompressed on the way",
                "The signature is that of the body before or after gzip. Deliveries are taken as they were signed."),
        BODY_FORM(
                "its form was converted on the way",
                "The signature is that of a form-encoded body, or of the JSON within one."),
        URL_DIFFERS(
                "its signature is for another URL",
                "The provider was given another URL than integration.gateway.public-url makes: look at scheme, host, port,"
                        + " path and query."),
        AUDIENCE_DIFFERS(
                "its token is for another audience",
                "The token is genuine, but its audience is not the one that is set for this endpoint."),
        CLAIM_DIFFERS(
                "its token is of another account",
                "The token is genuine, but a claim, such as the service account, is not what is set for this endpoint."),
        ORGANIZATION_DIFFERS(
                "it is of another organization", "It names another organization than the endpoint's connection."),
        ADDRESS_DIFFERS(
                "it comes from another address",
                "It comes from outside of the provider's ranges: is integration.gateway.trusted-proxies set?"),
        UNVERIFIABLE(
                "the keys that would verify it cannot be had", "The provider's keys could not be fetched. Try again."),
        NO_MATCH(
                "its signature is not by a secret that is known",
                "It is signed with another secret, or the body is another one. Compare the secret at the provider with the"
                        + " one that is set here.");

        private final String summary;
        private final String hint;

        Reason(String summary, String hint) {
            this.summary = summary;
            this.hint = hint;
        }

        /** Ends a sentence about a delivery. */
        public String summary() {
            return summary;
        }

        /** What to look at. */
        public String hint() {
            return hint;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
