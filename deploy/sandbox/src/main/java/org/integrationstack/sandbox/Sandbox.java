package org.integrationstack.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

import org.integrationstack.sandbox.frame.Frame;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.github.GitHub;
import org.integrationstack.sandbox.google.Google;
import org.integrationstack.sandbox.product.Product;
import org.integrationstack.sandbox.salesforce.Salesforce;
import org.integrationstack.sandbox.slack.Slack;
import org.integrationstack.sandbox.standard.StandardWebhooks;
import org.integrationstack.sandbox.stripe.Stripe;

/** The imitated providers, listening on 127.0.0.1 from {@link #start} to {@link #close}. */
public final class Sandbox implements AutoCloseable {
    /** All that can be imitated, by id; those with a registration are. */
    static final Map<String, Imitation> PROVIDERS = imitations();

    private static final String HOST = "127.0.0.1";
    private static final long PATIENCE_SECONDS = 20;

    /**
     * How to make a provider.
     *
     * @param signing whether it cannot do without a secret for its webhooks
     */
    record Imitation(boolean signing, BiFunction<Registration, Surroundings, Provider> factory) {}

    private final Vertx vertx;
    private final int port;

    private Sandbox(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /** Starts from the environment, says so in one line, and runs until the process is ended. */
    public static void main(String[] arguments) {
        try {
            Sandbox sandbox = start(SandboxOptions.from(System.getenv()));
            System.out.println("Sandbox providers ready at " + sandbox.url());
        } catch (IllegalArgumentException | IllegalStateException | Problem wrong) {
            System.err.println("Sandbox cannot start: " + wrong.getMessage());
            System.exit(1);
        }
    }

    /**
     * Starts and returns when it listens.
     *
     * @throws IllegalStateException if the port is taken
     * @throws Problem if a setting is wrong
     */
    public static Sandbox start(SandboxOptions options) {
        return start(options, Clock.systemUTC());
    }

    /** The same with a clock of the test's own, which decides when codes, tokens and quotas end. */
    public static Sandbox start(SandboxOptions options, Clock clock) {
        // One event loop: the providers' state is confined to it. No files: nothing is served from disk.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            return new Sandbox(vertx, await(listen(vertx, options, clock)).actualPort());
        } catch (RuntimeException failure) {
            await(vertx.close());
            throw failure;
        }
    }

    private static Future<HttpServer> listen(Vertx vertx, SandboxOptions options, Clock clock) {
        Frame frame = new Frame(
                vertx,
                clock,
                new SecureRandom(),
                options.gateway(),
                options.settings(),
                surroundings -> providers(options, surroundings));
        // Clients that offer an upgrade to HTTP/2 stay with HTTP/1.1, where faults such as a reset mean one request.
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(frame::handle)
                .listen(options.port(), HOST)
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + HOST + ":" + options.port() + ": " + failure.getMessage(), failure)));
    }

    private static Map<String, Imitation> imitations() {
        Map<String, Imitation> imitations = new LinkedHashMap<>();
        imitations.put("github", new Imitation(true, GitHub::new));
        imitations.put("google", new Imitation(false, Google::new));
        imitations.put("salesforce", new Imitation(false, Salesforce::new));
        imitations.put("slack", new Imitation(false, Slack::new));
        imitations.put("stripe", new Imitation(true, Stripe::new));
        return Collections.unmodifiableMap(imitations);
    }

    private static List<Provider> providers(SandboxOptions options, Surroundings surroundings) {
        List<Provider> providers = new ArrayList<>();
        options.registrations()
                .forEach((id, app) -> providers.add(PROVIDERS.get(id).factory().apply(app, surroundings)));
        providers.add(new StandardWebhooks(options.standardWebhooksSecret(), surroundings));
        providers.add(new Product(options.productSecret(), surroundings));
        return providers;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The base address, without a slash at its end. */
    public String url() {
        return "http://" + HOST + ":" + port;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
        } catch (TimeoutException failure) {
            throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
