package org.integrationstack.gateway.delivery.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.opentelemetry.context.Context;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.gateway.delivery.Admission;
import org.integrationstack.gateway.delivery.Admission.Admitted;
import org.integrationstack.gateway.delivery.DeliveryHead;
import org.integrationstack.gateway.delivery.DeliveryLog;
import org.integrationstack.gateway.delivery.DeliveryMetrics;
import org.integrationstack.gateway.delivery.Examination;
import org.integrationstack.gateway.delivery.GatewayConfig;
import org.integrationstack.gateway.delivery.InFlight;
import org.integrationstack.gateway.delivery.Reception;
import org.integrationstack.gateway.delivery.Refusal;
import org.integrationstack.gateway.signature.SignedRequest;

/**
 * {@code POST /webhooks/{provider}}. Plain Vert.x routes, since a JAX-RS method gets to see a request when its body has
 * been read, and here the body of a request that cannot succeed is not waited for.
 */
@ApplicationScoped
class WebhookRoutes {

    private static final Logger LOG = Logger.getLogger(WebhookRoutes.class);

    /** Larger bodies are verified on a worker thread: on the event loop, everybody else would wait for their hash. */
    private static final int LARGE = 128 * 1024;

    private final Reception reception;
    private final DeliveryLog log;
    private final InFlight inFlight;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;
    private final GatewayConfig config;

    WebhookRoutes(
            Reception reception,
            DeliveryLog log,
            InFlight inFlight,
            DeliveryMetrics metrics,
            InstantSource clock,
            GatewayConfig config) {
        this.reception = reception;
        this.log = log;
        this.inFlight = inFlight;
        this.metrics = metrics;
        this.clock = clock;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.post("/webhooks/:provider").handler(this::receive);
        router.route("/webhooks/:provider").handler(this::refuseMethod);
        router.route("/webhooks/:provider/:endpoint").handler(context -> refuse(context, Refusal.UNKNOWN_ENDPOINT));
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        DeliveryHead head = new DeliveryHead(clock.instant(), signed(request));
        Admission admission = reception.admit(provider(context), head);
        if (admission instanceof Admitted admitted) {
            take(context, admitted);
        } else {
            refuse(context, ((Admission.Refused) admission).reason());
        }
    }

    private static SignedRequest signed(HttpServerRequest request) {
        return new SignedRequest(
                request.method().name(),
                request.absoluteURI(),
                request.headers()::getAll,
                request.remoteAddress().hostAddress());
    }

    private void take(RoutingContext context, Admitted admitted) {
        Context trace = Context.current();
        Executor eventLoop = eventLoop(context);
        InFlight.Share share = inFlight.open();
        // The only subscription: here Vert.x calls, and is called back.
        body(context)
                .read(admitted.maxBytes(), share)
                .chain(bytes -> examine(admitted, bytes))
                .chain(delivery -> append(delivery, trace))
                .emitOn(eventLoop)
                .onTermination()
                .invoke(share::close)
                .subscribe()
                .with(done -> acknowledge(context, admitted), failure -> fail(context, failure));
    }

    private static Uni<ReceivedWebhook> examine(Admitted admitted, byte[] body) {
        Uni<ReceivedWebhook> examination = admitted.examine(body).map(WebhookRoutes::verified);
        return body.length < LARGE ? examination : examination.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static ReceivedWebhook verified(Examination examination) {
        if (examination instanceof Examination.Verified verified) {
            return verified.delivery();
        }
        throw new RefusedException(((Examination.Refused) examination).reason());
    }

    private Uni<String> append(ReceivedWebhook delivery, Context trace) {
        return log.append(delivery, trace)
                .onItem()
                .invoke(place -> LOG.infof(
                        "%s: %s %s of account %s is at %s",
                        delivery.provider(),
                        delivery.eventType(),
                        delivery.deliveryId(),
                        delivery.account().orElse("none"),
                        place))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "%s: %s %s could not be made durable: %s",
                        delivery.provider(), delivery.eventType(), delivery.deliveryId(), failure))
                .onFailure()
                .transform(failure -> new RefusedException(Refusal.NOT_DURABLE));
    }

    private void acknowledge(RoutingContext context, Admitted admitted) {
        Instant receivedAt = admitted.head().receivedAt();
        metrics.accepted(provider(context), Duration.between(receivedAt, clock.instant()));
        Answer answer = admitted.answer();
        context.response().setStatusCode(answer.status());
        if (!answer.body().isEmpty()) {
            context.response().putHeader("Content-Type", answer.contentType());
        }
        context.response().end(answer.body());
    }

    private void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            refuse(context, refused.reason());
        } else if (!context.response().closed()) {
            context.fail(failure);
        }
    }

    private void refuseMethod(RoutingContext context) {
        refuse(context, reception.knows(provider(context)) ? Refusal.METHOD : Refusal.UNKNOWN_PROVIDER);
    }

    private void refuse(RoutingContext context, Refusal reason) {
        String provider = provider(context);
        metrics.refused(provider, reason);
        LOG.debugf("%s: refused a delivery: %s", provider, reason.reason());
        HttpProblem problem = reason.problem();
        context.fail(problem.getStatusCode(), problem);
        body(context).discard();
    }

    private RequestBody body(RoutingContext context) {
        return new RequestBody(context.request(), context.vertx(), config.bodyTimeout());
    }

    private static String provider(RoutingContext context) {
        return context.pathParam("provider");
    }

    private static Executor eventLoop(RoutingContext context) {
        io.vertx.core.Context own = context.vertx().getOrCreateContext();
        return command -> own.runOnContext(ignored -> command.run());
    }
}
