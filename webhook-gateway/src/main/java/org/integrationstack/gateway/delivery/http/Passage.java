package org.integrationstack.gateway.delivery.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.gateway.delivery.Admission;
import org.integrationstack.gateway.delivery.Admission.Admitted;
import org.integrationstack.gateway.delivery.DeliveryHead;
import org.integrationstack.gateway.delivery.Examination;
import org.integrationstack.gateway.delivery.Refusal;
import org.integrationstack.gateway.delivery.http.RequestBody.Received;
import org.integrationstack.gateway.diagnosis.Rejection;
import org.integrationstack.gateway.diagnosis.Suspect;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.signature.SignedRequest;

/** One request on its way through the gateway. Belongs to the request's event loop. */
final class Passage {

    private static final Logger LOG = Logger.getLogger(Passage.class);

    /** Larger bodies are verified on another thread: on the event loop, everybody else would wait for their hash. */
    private static final int LARGE = 128 * 1024;

    private final Passages with;
    private final RoutingContext context;
    private final io.vertx.core.Context own;
    private final Context trace = Context.current();
    private final DeliveryHead head;
    private Optional<Place> place = Optional.empty();
    private Optional<byte[]> body = Optional.empty();

    Passage(Passages with, RoutingContext context) {
        this.with = with;
        this.context = context;
        this.own = context.vertx().getOrCreateContext();
        this.head = new DeliveryHead(with.clock().instant(), signed(with.senders(), context.request()));
        // Nothing is read before it is known what to do with it.
        context.request().pause();
    }

    private static SignedRequest signed(Senders senders, HttpServerRequest request) {
        return new SignedRequest(
                request.method().name(), senders.urlOf(request), request.headers()::getAll, senders.addressOf(request));
    }

    /** Runs at once what is on it already. */
    Executor eventLoop() {
        return command -> {
            if (Vertx.currentContext() == own) {
                command.run();
            } else {
                own.runOnContext(ignored -> command.run());
            }
        };
    }

    /** Decides by the head, then by the body. */
    void to(Place destination) {
        place = Optional.of(destination);
        Admission admission = with.reception().admit(destination, head);
        if (admission instanceof Admitted admitted) {
            take(admitted);
        } else if (admission instanceof Admission.Challenge challenge) {
            answerChallenge(challenge.answer());
        } else {
            refuse(((Admission.Refused) admission).reason());
        }
    }

    /** The only subscription: here Vert.x calls, and is called back. */
    private void take(Admitted admitted) {
        String address = head.request().remoteAddress();
        body().read(admitted.maxBytes(), onYield -> with.inFlight().open(admitted.budget(), address, onYield))
                .chain(received -> carry(admitted, received))
                .emitOn(eventLoop())
                .subscribe()
                .with(Runnable::run, this::fail);
    }

    /** What is to be answered, once all is done; the memory is free then. */
    private Uni<Runnable> carry(Admitted admitted, Received received) {
        body = Optional.of(received.bytes());
        Uni<Examination> examination = admitted.examine(received.bytes());
        Uni<Examination> examined =
                received.bytes().length < LARGE ? examination : examination.runSubscriptionOn(with.largeBodies());
        return examined.chain(result -> settle(admitted, result))
                .onTermination()
                .invoke(received.share()::close);
    }

    private Uni<Runnable> settle(Admitted admitted, Examination result) {
        if (result instanceof Examination.Verified verified) {
            Runnable acknowledgement = () -> acknowledge(admitted);
            return append(verified.delivery()).replaceWith(acknowledgement);
        }
        Runnable answer = result instanceof Examination.Challenge challenge
                ? () -> answerChallenge(challenge.answer())
                : () -> refuse(((Examination.Refused) result).reason());
        return Uni.createFrom().item(answer);
    }

    private Uni<Void> append(ReceivedWebhook delivery) {
        return with.log().append(delivery, trace).onFailure().transform(failure -> {
            LOG.warnf(
                    "%s: %s %s could not be made durable: %s",
                    delivery.provider(), delivery.eventType(), delivery.deliveryId(), failure);
            return new RefusedException(Refusal.NOT_DURABLE);
        });
    }

    private void acknowledge(Admitted admitted) {
        with.metrics()
                .accepted(
                        admitted.place().provider().value(),
                        Duration.between(head.receivedAt(), with.clock().instant()));
        answer(admitted.answer());
    }

    private void answerChallenge(Answer answer) {
        with.metrics().challenged(place.orElseThrow().provider().value());
        answer(answer);
        body().discard();
    }

    private void answer(Answer answer) {
        if (context.response().closed()) {
            return;
        }
        context.response().setStatusCode(answer.status());
        if (!answer.body().isEmpty()) {
            context.response().putHeader("Content-Type", answer.contentType());
        }
        context.response().end(answer.body());
    }

    private void fail(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            refuse(refused.reason());
        } else if (context.response().closed()) {
            count(Refusal.ABANDONED);
        } else {
            context.fail(failure);
        }
    }

    /** Tells the sender, and counts and notes why. */
    void refuse(Refusal reason) {
        count(reason);
        place.filter(ignored -> reason.concernsTenant()).ifPresent(refused -> note(refused, reason));
        if (context.response().closed()) {
            return;
        }
        if (reason == Refusal.SLOW) {
            context.addEndHandler(told -> context.request().connection().close());
        }
        HttpProblem problem = reason.problem();
        context.fail(problem.getStatusCode(), problem);
        body().discard();
    }

    private void count(Refusal reason) {
        // Names that callers make up must not become time series.
        with.metrics().refused(place.map(known -> known.provider().value()), reason);
        LOG.debugf("%s: refused a delivery: %s", context.normalizedPath(), reason.reason());
    }

    private void note(Place refused, Refusal reason) {
        String traceId = Span.fromContext(trace).getSpanContext().getTraceId();
        Suspect suspect = new Suspect(refused, head.request(), context.request().headers(), body);
        with.rejections().note(new Rejection(suspect, reason.reason(), head.receivedAt(), traceId));
    }

    private RequestBody body() {
        return new RequestBody(context.request(), context.vertx(), with.config().bodyTimeout());
    }
}
