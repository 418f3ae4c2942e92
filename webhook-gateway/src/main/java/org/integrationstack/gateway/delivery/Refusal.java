package org.integrationstack.gateway.delivery;

import java.util.Locale;
import java.util.Map;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;

/** Why a delivery was not accepted, and what its sender is told. */
public enum Refusal {
    UNKNOWN_PROVIDER(ProblemType.UNKNOWN_PROVIDER, "No provider that sends webhooks is called that here."),
    UNKNOWN_ENDPOINT(ProblemType.NOT_FOUND, "There is no such webhook endpoint."),
    /** What was heard of it last cannot be trusted, or not everything has been heard yet. */
    ENDPOINT_UNREADABLE(
            ProblemType.DEPENDENCY_UNAVAILABLE, "What is known of this endpoint cannot be read.", "Retry-After", "10"),
    METHOD(ProblemType.METHOD_NOT_ALLOWED, "Deliveries are sent with POST.", "Allow", "POST"),
    /** Fail closed, and let the provider try again: setting the secret must not cost the deliveries before it. */
    NO_SECRET(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "The signing secret of this provider has not been set.",
            "Retry-After",
            "60"),
    CONTENT_ENCODING(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Deliveries are taken as they were signed: not encoded."),
    SIGNATURE_MISSING(ProblemType.INVALID_SIGNATURE, Refusal.UNSIGNED),
    SIGNATURE_WRONG(ProblemType.INVALID_SIGNATURE, Refusal.UNSIGNED),
    SIGNATURE_STALE(ProblemType.INVALID_SIGNATURE, Refusal.UNSIGNED),
    UNVERIFIABLE(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "The keys that this provider signs with cannot be had.",
            "Retry-After",
            "10"),
    /** Of a subscription, whose word or length is wrong. */
    CHALLENGE(ProblemType.INVALID_SIGNATURE, Refusal.UNSIGNED),
    TOO_LARGE(ProblemType.TOO_LARGE, "The body is larger than this provider's deliveries are."),
    UNIDENTIFIED(ProblemType.INVALID_REQUEST, "The delivery has no id or no event type where the provider puts them."),
    /** More is in flight than memory is set aside for. */
    OVERLOADED(ProblemType.DEPENDENCY_UNAVAILABLE, "Too many deliveries at once.", "Retry-After", "5"),
    /** The body took longer than it may. Source: RFC 9110, section 15.5.9. */
    SLOW(ProblemType.REQUEST_TIMEOUT, "The body took too long to arrive.", "Connection", "close"),
    /** The sender is gone; there is nobody to tell. */
    ABANDONED(ProblemType.INVALID_REQUEST, "The body did not arrive."),
    NOT_DURABLE(ProblemType.DEPENDENCY_UNAVAILABLE, "The delivery could not be made durable.", "Retry-After", "10");

    /** One answer for all of them: a sender without the secret learns nothing about what was wrong. */
    private static final String UNSIGNED = "The delivery carries no signature that verifies.";

    private final ProblemType type;
    private final String detail;
    private final String header;
    private final String value;

    Refusal(ProblemType type, String detail) {
        this(type, detail, "", "");
    }

    Refusal(ProblemType type, String detail, String header, String value) {
        this.type = type;
        this.detail = detail;
        this.header = header;
        this.value = value;
    }

    /** Whether it says something of what the sender, or the endpoint, is set to. */
    public boolean concernsTenant() {
        return switch (this) {
            case NO_SECRET,
                    CONTENT_ENCODING,
                    SIGNATURE_MISSING,
                    SIGNATURE_WRONG,
                    SIGNATURE_STALE,
                    UNVERIFIABLE,
                    CHALLENGE,
                    TOO_LARGE,
                    UNIDENTIFIED -> true;
            case UNKNOWN_PROVIDER,
                    UNKNOWN_ENDPOINT,
                    ENDPOINT_UNREADABLE,
                    METHOD,
                    OVERLOADED,
                    SLOW,
                    ABANDONED,
                    NOT_DURABLE -> false;
        };
    }

    public HttpProblem problem() {
        return type.asException(detail, header.isEmpty() ? Map.of() : Map.of(header, value));
    }

    /** Its name in metrics and logs. */
    public String reason() {
        return name().toLowerCase(Locale.ROOT);
    }
}
