package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Makes every call to an address that data decides: provider hosts, forwards, product webhooks. A name is resolved once,
 * each of its addresses must be public, and the connection goes to the address that was checked; connections are pooled
 * per address and name, so a pooled one has been checked as well. Redirects are never followed. {@link HostOverrides}
 * apply, {@code Host}, SNI and certificate check are those of the URI that remains. The current W3C trace goes along.
 *
 * <p>Failures: {@link ForbiddenTargetException} (final), {@link java.net.UnknownHostException},
 * {@link java.net.ConnectException} (nothing was sent), {@link TimeoutException}, {@link ResponseTooLargeException}, and
 * what a broken connection throws. Thread-safe; results arrive on the caller's Vert.x context if there is one.
 */
@ApplicationScoped
public class GuardedHttpClient {
    /** Source: RFC 9113, section 7: CANCEL, the stream is no longer needed. */
    private static final long CANCEL = 8;

    private static final int MAX_CONNECTIONS_PER_HOST = 100;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    /** The JDK's lookups block. They have threads of their own, so that a name server that hangs holds up nothing else. */
    private static final int LOOKUP_THREADS = 8;

    private final HostOverrides overrides;
    private final TargetGuard guard;
    private final Resolver resolver;
    private final WorkerExecutor lookups;
    private final HttpClient https;
    private final HttpClient http;

    @Inject
    GuardedHttpClient(Vertx vertx, HostOverrides overrides, HttpSettings settings) {
        this(
                vertx,
                overrides,
                new TargetGuard(settings.allowedPrivate().orElse(List.of())),
                InetAddress::getAllByName,
                secure());
    }

    GuardedHttpClient(
            Vertx vertx, HostOverrides overrides, TargetGuard guard, Resolver resolver, HttpClientOptions secure) {
        this.overrides = overrides;
        this.guard = guard;
        this.resolver = resolver;
        this.lookups = vertx.createSharedWorkerExecutor("integration-lookups", LOOKUP_THREADS);
        this.https = vertx.createHttpClient(secure);
        this.http = vertx.createHttpClient(options());
    }

    /** How names become addresses; may block. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws Exception;
    }

    /** Sends a request and reads the whole answer, within its time and size. */
    public Uni<InboundResponse> send(OutboundRequest request) {
        return send(request, GuardedHttpClient::read);
    }

    /**
     * Sends a request and keeps nothing of the answer's body, which is read to its size, so that its connection can serve
     * again, and no further.
     */
    public Uni<InboundResponse> sendForHead(OutboundRequest request) {
        return send(request, GuardedHttpClient::discard);
    }

    private Uni<InboundResponse> send(OutboundRequest request, Reading reading) {
        return open(request.method(), request.target(), request.timeout())
                .chain(opened -> exchange(opened, request, reading))
                .ifNoItem()
                .after(request.timeout())
                .failWith(() -> new TimeoutException("no whole answer within " + request.timeout()));
    }

    /**
     * Opens a request to a checked address, for the caller to write to and read from. Whoever gets it must end or reset
     * it, else its connection stays taken.
     *
     * @param connectTimeout how long it may take to find the address, and then to get a connection, from the pool or a new
     *     one
     */
    public Uni<HttpClientRequest> open(HttpMethod method, URI target, Duration connectTimeout) {
        return Uni.createFrom().deferred(() -> {
            URI actual = overrides.apply(target);
            guard.check(actual);
            return uni(resolve(actual, connectTimeout)
                    .compose(address -> connect(method, actual, address, connectTimeout)));
        });
    }

    @PreDestroy
    void close() {
        https.close();
        http.close();
        lookups.close();
    }

    private Future<InetAddress> resolve(URI target, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return lookups.executeBlocking(
                        () -> {
                            List<InetAddress> addresses = List.of(lookup(target.getHost(), end));
                            guard.check(target, addresses);
                            return addresses.get(0);
                        },
                        false)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nobody waits any more for a lookup that begins too late: what a hanging name server has piled up goes away at once. */
    private InetAddress[] lookup(String host, long end) throws Exception {
        if (System.nanoTime() - end > 0) {
            throw new TimeoutException("the lookup of the name did not begin in time");
        }
        return resolver.resolve(host);
    }

    private Future<HttpClientRequest> connect(
            HttpMethod method, URI target, InetAddress address, Duration connectTimeout) {
        boolean secure = target.getScheme().equalsIgnoreCase("https");
        int port = TargetGuard.port(target);
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(target.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(requestTarget(target))
                .setFollowRedirects(false)
                .setConnectTimeout(connectTimeout.toMillis());
        return (secure ? https : http).request(options);
    }

    private static String requestTarget(URI target) {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
    }

    /** What is done with an answer. */
    @FunctionalInterface
    private interface Reading {
        void of(
                HttpClientRequest opened,
                HttpClientResponse response,
                int maxBytes,
                UniEmitter<? super InboundResponse> emitter);
    }

    private static Uni<InboundResponse> exchange(HttpClientRequest opened, OutboundRequest request, Reading reading) {
        request.headers().forEach(opened::putHeader);
        return Uni.createFrom()
                .<InboundResponse>emitter(emitter -> opened.send(Buffer.buffer(request.body()))
                        .onFailure(emitter::fail)
                        .onSuccess(response -> reading.of(opened, response, request.maxBytes(), emitter)))
                .onCancellation()
                .invoke(() -> opened.reset(CANCEL));
    }

    private static void read(
            HttpClientRequest opened,
            HttpClientResponse response,
            int maxBytes,
            UniEmitter<? super InboundResponse> emitter) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(emitter::fail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() > maxBytes) {
                emitter.fail(new ResponseTooLargeException(maxBytes));
                opened.reset(CANCEL);
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(end ->
                emitter.complete(new InboundResponse(response.statusCode(), response.headers(), body.getBytes())));
    }

    private static void discard(
            HttpClientRequest opened,
            HttpClientResponse response,
            int maxBytes,
            UniEmitter<? super InboundResponse> emitter) {
        InboundResponse head = new InboundResponse(response.statusCode(), response.headers(), new byte[0]);
        AtomicInteger read = new AtomicInteger();
        response.exceptionHandler(broken -> emitter.complete(head));
        response.handler(chunk -> {
            if (read.addAndGet(chunk.length()) > maxBytes) {
                emitter.complete(head);
                opened.reset(CANCEL);
            }
        });
        response.endHandler(end -> emitter.complete(head));
    }

    /** Nobody waits any more for a request that opens after its cancellation: it gives its connection back. */
    private static Uni<HttpClientRequest> uni(Future<HttpClientRequest> opening) {
        AtomicBoolean abandoned = new AtomicBoolean();
        return Uni.createFrom()
                .<HttpClientRequest>emitter(emitter -> opening.onFailure(emitter::fail)
                        .onSuccess(request -> {
                            if (abandoned.get()) {
                                request.reset(CANCEL);
                            } else {
                                emitter.complete(request);
                            }
                        }))
                .onCancellation()
                .invoke(() -> abandoned.set(true));
    }

    /** HTTP/2 where TLS negotiates it; in clear there is nothing to negotiate, and no upgrade is tried. */
    static HttpClientOptions secure() {
        return options().setSsl(true).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setMaxPoolSize(MAX_CONNECTIONS_PER_HOST)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES);
    }
}
