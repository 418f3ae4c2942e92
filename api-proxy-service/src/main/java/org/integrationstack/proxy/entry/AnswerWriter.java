package org.integrationstack.proxy.entry;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Answer.Refused;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.CallReport;

/** Writes the answer to one request. Used on the request's event loop only. */
final class AnswerWriter {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private Body passing = Body.none();

    AnswerWriter(RoutingContext context) {
        this.context = context;
        this.request = context.request();
        this.response = context.response();
    }

    void write(Answer answer) {
        if (answer instanceof Provided provided) {
            passing = provided.body();
        }
        if (response.closed()) {
            giveUp();
            return;
        }
        MultiMap headers = response.headers();
        if (answer instanceof Provided provided) {
            headers.addAll(provided.headers());
        }
        protect(headers);
        tell(headers, answer.report());
        if (answer instanceof Provided provided) {
            pass(provided);
        } else {
            context.fail(Refusals.of((Refused) answer));
        }
    }

    /** The receiver has gone: whatever is on its way to it stops at its source. */
    void giveUp() {
        passing.discard();
    }

    /** Whatever a provider answers, a browser takes it for a document of our origin: it gets no rights there. */
    private static void protect(MultiMap headers) {
        headers.set("Content-Security-Policy", "sandbox");
        headers.set("X-Content-Type-Options", "nosniff");
    }

    private static void tell(MultiMap headers, CallReport report) {
        headers.set("Integration-Cache", report.cache().label());
        headers.set("Integration-Attempts", Integer.toString(report.attempts()));
        headers.set("Integration-Wait-Ms", Long.toString(report.waited().toMillis()));
    }

    /** A body that breaks off takes the connection with it, so that nobody takes a part for the whole. */
    private void pass(Provided provided) {
        response.setStatusCode(provided.status());
        boolean mayHaveBody = !request.method().equals(HttpMethod.HEAD)
                && provided.status() != NO_CONTENT
                && provided.status() != NOT_MODIFIED;
        if (provided.status() != NO_CONTENT) {
            provided.body()
                    .length()
                    .ifPresentOrElse(
                            length -> response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length)),
                            () -> response.setChunked(mayHaveBody));
        }
        Body body = mayHaveBody ? provided.body() : Body.none();
        body.pipeTo(response).onComplete(done -> passing = Body.none()).onFailure(broken -> response.reset());
    }
}
