package org.integrationstack.proxy.entry;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Connections;
import org.integrationstack.proxy.connection.Resolution;
import org.integrationstack.proxy.connection.Resolution.Usable;

/**
 * {@code ANY /proxy/{connection}/{path}}. A route of Vert.x and not a JAX-RS resource, since the target must reach the
 * provider byte for byte and bodies are to pass without being gathered.
 */
@ApplicationScoped
class ProxyRoute {
    /** After authentication, before everything that would decode the path or limit the body. */
    private static final int ORDER = -100;

    private final Admission admission;
    private final Connections connections;
    private final Providers providers;
    private final Upstream upstream;
    private final EntrySettings settings;

    ProxyRoute(
            Admission admission,
            Connections connections,
            Providers providers,
            Upstream upstream,
            EntrySettings settings) {
        this.admission = admission;
        this.connections = connections;
        this.providers = providers;
        this.upstream = upstream;
        this.settings = settings;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(context -> {
            if (ProxyRequest.concerns(context.request())) {
                handle(context);
            } else {
                context.next();
            }
        });
    }

    private void handle(RoutingContext context) {
        context.request().routed("/proxy/{connection}/{path}");
        AnswerWriter writer = new AnswerWriter(context);
        Cancellable running = admission
                .admit(context)
                .chain(caller -> answer(caller, ProxyRequest.read(context.request(), settings)))
                .emitOn(MutinyHelper.executor(Vertx.currentContext()))
                .subscribe()
                .with(writer::write, failure -> fail(context, failure));
        context.response().closeHandler(gone -> {
            running.cancel();
            writer.giveUp();
        });
    }

    /** A failed authentication has been answered by then, in the same way: Quarkus fails the context as well. */
    private static void fail(RoutingContext context, Throwable failure) {
        if (!context.response().ended()) {
            context.fail(failure);
        }
    }

    private Uni<Answer> answer(Caller caller, ProxyRequest request) {
        Duration timeout = request.deadline().remaining(settings.resolveTimeout());
        return connections
                .resolve(caller.tenant(), request.connection(), request.slot(), timeout)
                .chain(resolution -> answer(caller, request, resolution))
                .ifNoItem()
                .after(request.deadline().remaining())
                .recoverWithItem(() -> new Answer.Refused(
                        ProblemType.DEADLINE_EXCEEDED, "No answer began within the time allowed for this call."));
    }

    private Uni<Answer> answer(Caller caller, ProxyRequest request, Resolution resolution) {
        if (!(resolution instanceof Usable usable)) {
            throw Refusals.of(resolution);
        }
        Connection connection = usable.connection();
        if (!caller.sees(connection.owner(), connection.provider(), connection.id())) {
            throw Refusals.unknownConnection();
        }
        return upstream.answer(request.on(usable, api(connection)));
    }

    /** As connections of that kind call it. */
    private Api api(Connection connection) {
        return providers
                .find(connection.provider())
                .flatMap(definition -> definition.api(connection.kind()))
                .orElseThrow(() -> ProblemType.NOT_FOUND.asException("This provider has no API to call."));
    }
}
