package org.integrationstack.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What connections-service does under load, with a hundred thousand connections. All figures are of one run on one
 * machine, which runs the load as well; ratios between them say more than they do by themselves.
 */
public final class ConnectionsBench {

    private static final int CONNECTIONS = 100_000;
    private static final int SENDERS = 16;
    private static final int CALLERS = 1_000;
    private static final int BACKLOG = 10_000;
    private static final Duration PATIENCE_WITH_BACKLOG = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int PAGES = 40;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final double MEBIBYTE = 1024 * 1024;
    private static final double LIGHT_LOAD = 0.2;

    private final ConnectionsService service;
    private final ManyConnections many;

    private ConnectionsBench(ConnectionsService service, ManyConnections many) {
        this.service = service;
        this.many = many;
    }

    /** @param arguments the path of {@code stack.env} */
    public static void main(String[] arguments) throws IOException, SQLException {
        ConnectionsService service = new ConnectionsService(Path.of(arguments[0]));
        try (ManyConnections many = new ManyConnections(service.environment())) {
            new ConnectionsBench(service, many).run();
        }
    }

    private void run() throws IOException, SQLException {
        String connected = service.connect("google", "ada@example.com");
        printIdle("1 connection");
        Instant begin = Instant.now();
        List<UUID> ids = many.copy(connected, CONNECTIONS);
        System.out.printf("  %,d connections put there in %.0f s%n", ids.size(), seconds(begin));
        Collections.shuffle(ids, new Random(1));
        double most = printCredentials(ids);
        printIdle("%,d connections".formatted(ids.size() + 1));
        printPages();
        printBacklog();
        printRotation(ids, most);
        printIdle("keys rotated");
        printThousand(service.connect("salesforce", "wile@acme.example"));
    }

    /** How many valid credentials a second, beside an endpoint that checks the same caller and then looks nowhere. */
    private double printCredentials(List<UUID> ids) {
        Load bare = service.load(number -> "/internal/connections/none/credentials", service.platformToken());
        Load credentials = credentials(ids);
        Load.printHeading();
        bare.most(SENDERS, WARM_UP, 404);
        credentials.most(SENDERS, WARM_UP, 200);
        double most = bare.most(SENDERS, MEASURED, 404)
                .print("caller checked, and nothing else (404)")
                .perSecond();
        double valid = credentials
                .most(SENDERS, MEASURED, 200)
                .print("caller checked, a valid credential")
                .perSecond();
        System.out.printf("  credentials: %.2f of the bare answers a second%n", valid / most);
        return valid;
    }

    private Load credentials(List<UUID> ids) {
        return service.load(
                number -> "/internal/connections/" + ids.get(number % ids.size()) + "/credentials",
                service.platformToken());
    }

    private void printPages() throws IOException {
        List<String> pages = service.pages(PAGES);
        Load lists = service.load(number -> pages.get(number % pages.size()), service.adminToken());
        lists.most(SENDERS, WARM_UP, 200);
        double most = lists.most(SENDERS, MEASURED, 200)
                .print("a page of connections, as fast as possible")
                .perSecond();
        lists.paced(SENDERS, MEASURED, 200, LIGHT_LOAD * most).print("a page, at 20 % of that");
    }

    /** Many tokens that are due at once, as after an outage: each is read, claimed, asked for and stored. */
    private void printBacklog() throws IOException, SQLException {
        double before = renewed();
        double failures = service.metric("integration_refresh_seconds_count", "") - before;
        Instant begin = Instant.now();
        many.makeDue(BACKLOG);
        while (renewed() - before < BACKLOG && seconds(begin) < PATIENCE_WITH_BACKLOG.toSeconds()) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        double done = renewed() - before;
        System.out.printf(
                "%n  %,d tokens due at once: %,.0f renewed in %.0f s, %.0f a second, %.0f failed; heap %.0f MiB%n",
                BACKLOG,
                done,
                seconds(begin),
                done / seconds(begin),
                service.metric("integration_refresh_seconds_count", "") - renewed() - failures,
                service.metric("jvm_memory_used_bytes", "area=\"heap\"") / MEBIBYTE);
    }

    private double renewed() throws IOException {
        return service.metric("integration_refresh_seconds_count", "outcome=\"granted\"");
    }

    private void printRotation(List<UUID> ids, double mostCredentials) throws IOException {
        Load credentials = credentials(ids);
        Instant begin = Instant.now();
        CompletableFuture<JsonNode> rotated = CompletableFuture.supplyAsync(service::rotate);
        List<Load.Result> results = new ArrayList<>();
        while (!rotated.isDone()) {
            results.add(credentials.paced(SENDERS, Duration.ofSeconds(2), 200, LIGHT_LOAD * mostCredentials));
        }
        JsonNode rotation = rotated.join();
        System.out.printf(
                "%n  keys rotated in %.0f s: %,d grants, %d unreadable; meanwhile %,d credentials asked for, %d errors, p99 %.1f ms in the worst 2 s%n",
                seconds(begin),
                rotation.path("done").asLong(),
                rotation.path("unreadable").asLong(),
                results.stream().mapToLong(result -> result.nanos().length).sum(),
                results.stream().mapToLong(Load.Result::failures).sum(),
                results.stream()
                        .mapToDouble(result -> result.percentile(0.99))
                        .max()
                        .orElse(0));
    }

    /** All at once for one token that has ended. */
    private void printThousand(String connection) throws IOException, SQLException {
        long before = service.refreshes("salesforce");
        byte[] request =
                service.request("/internal/connections/" + connection + "/credentials", service.platformToken());
        many.expire(connection);
        Instant begin = Instant.now();
        Callable<Wire.Answer> ask = () -> {
            try (Wire wire = new Wire(service.url())) {
                return wire.exchange(request);
            }
        };
        Set<String> tokens = Load.together(
                        Stream.generate(() -> ask).limit(CALLERS).toList())
                .stream()
                .map(answer -> answer.status() + " "
                        + StackClient.json(answer.body()).path("accessToken").asText())
                .collect(Collectors.toSet());
        System.out.printf(
                "%n  %,d at once for a token that has ended: %d call to the provider, %d different answer, all there after %.1f s%n",
                CALLERS, service.refreshes("salesforce") - before, tokens.size(), seconds(begin));
    }

    /** What the scheduler's passes take while nothing else goes on, and the memory. */
    private void printIdle(String when) throws IOException {
        double before = passes();
        double spent = service.metric("integration_refresh_pass_seconds_sum", "");
        LockSupport.parkNanos(IDLE.toNanos());
        System.out.printf(
                "  with %-22s a pass of the scheduler takes %4.1f ms, %5.1f ms at most; heap %3.0f MiB, resident %3d MiB%n",
                when,
                1000 * (service.metric("integration_refresh_pass_seconds_sum", "") - spent) / (passes() - before),
                1000 * service.metric("integration_refresh_pass_seconds_max", ""),
                service.metric("jvm_memory_used_bytes", "area=\"heap\"") / MEBIBYTE,
                service.residentMebibytes());
    }

    private double passes() throws IOException {
        return service.metric("integration_refresh_pass_seconds_count", "");
    }

    private static double seconds(Instant begin) {
        return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
    }
}
