package org.integrationstack.sandbox.frame;

/**
 * The frame's own error: thrown where it is noticed, answered as {@code application/problem+json}.
 *
 * <p>Source: RFC 9457.
 */
public final class Problem extends RuntimeException {
    private final int status;
    private final String slug;
    private final String title;

    private Problem(int status, String slug, String title, String detail) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    /** 400; {@code detail} names the field. */
    public static Problem invalid(String detail) {
        return new Problem(400, "invalid-request", "Invalid request", detail);
    }

    /** 403. */
    public static Problem forbidden(String detail) {
        return new Problem(403, "forbidden", "Forbidden", detail);
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return new Problem(404, "not-found", "Not found", detail);
    }

    /** 413. */
    public static Problem tooLarge(long limit) {
        return new Problem(413, "too-large", "Request too large", "A body may have " + limit + " bytes at most.");
    }

    /** 502: a webhook's target did not answer. */
    public static Problem unanswered(String detail) {
        return new Problem(502, "upstream-failure", "Upstream failure", detail);
    }

    /** 500: a bug of the sandbox, whose details are in its log. */
    public static Problem internal() {
        return new Problem(500, "internal", "Internal error", "The sandbox failed; its log says why.");
    }

    /** The problem as a response. */
    public Answer answer() {
        var body = Json.object()
                .put("type", "urn:integration-stack:problem:" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage());
        return Answer.text(status, "application/problem+json", Json.text(body));
    }
}
