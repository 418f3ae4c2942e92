package org.integrationstack.local.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.embedded.Signal;

/**
 * What the gateway and the worker do under load. All figures are of one run on one machine, which runs the load as well;
 * ratios between them say more than they do by themselves. The worker is frozen while its
 * work piles up, and while the gateway is measured.
 */
public final class WebhooksBench {
    private static final int BYTES = 7 * 1024;
    private static final int KEYS = 64;
    private static final int SENDERS = 16;
    private static final int ALL = 100_000;
    private static final int SOME = 10_000;
    private static final int LARGE = 25 * 1024 * 1024 - 1024;
    private static final int IDENTICAL = 200;
    private static final int SLOW = 300;
    private static final int PILE = 1_000_000;
    private static final int SMALL_PILE = 1_000;
    private static final double LIGHT_LOAD = 0.2;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final StackClient stack;
    private final LedgerRows ledger;
    private final Pushes pushes;
    private final String connection;
    private final AtomicInteger sent = new AtomicInteger();

    private WebhooksBench(StackClient stack, LedgerRows ledger) throws IOException {
        this.stack = stack;
        this.ledger = ledger;
        this.connection = stack.connect("github", "octocat");
        String account = stack.get(stack.env("CONNECTIONS_URL") + "/api/connections/" + connection, "USER_TOKEN")
                .at("/account/id")
                .asText();
        this.pushes = new Pushes(gateway(), stack.env("GITHUB_WEBHOOK_SECRET"), account, KEYS, BYTES);
    }

    /** @param arguments the path of {@code stack.env} */
    public static void main(String[] arguments) throws IOException, SQLException {
        StackClient stack = new StackClient(Path.of(arguments[0]));
        try (LedgerRows ledger = new LedgerRows(stack.environment("webhook-worker"))) {
            new WebhooksBench(stack, ledger).run();
        }
    }

    private void run() throws IOException, SQLException {
        printWorker();
        printPoison();
        printIdentical();
        printClaims(SMALL_PILE);
        printClaims(PILE);
        Signal.STOP.send(stack.pid("WORKER"));
        try {
            printGateway();
            printLarge();
            printSlow();
        } finally {
            Signal.CONT.send(stack.pid("WORKER"));
        }
    }

    private void printGateway() throws IOException {
        Load.printHeading();
        refused().most(SENDERS, WARM_UP, 401);
        accepted().most(SENDERS, WARM_UP, 200);
        long before = stack.residentMebibytes("GATEWAY");
        List<Double> ratios = new ArrayList<>();
        double most = 0;
        for (int senders : List.of(1, SENDERS, 256)) {
            Load.Result bare = refused()
                    .most(senders, MEASURED, 401)
                    .print("%d connections: read, hashed and refused (401)".formatted(senders));
            Load.Result acknowledged =
                    accepted().most(senders, MEASURED, 200).print("%d connections: acknowledged".formatted(senders));
            ratios.add(acknowledged.work() / bare.work());
            most = senders == SENDERS ? acknowledged.perSecond() : most;
        }
        accepted()
                .paced(SENDERS, MEASURED, 200, LIGHT_LOAD * most)
                .print("acknowledged, at 20 % of that of " + SENDERS);
        System.out.printf(
                "  the work of an acknowledged delivery of 7 KiB to that of a refused one: %s%n",
                ratios.stream().map("%.2f"::formatted).collect(Collectors.joining(", ")));
        while (sent.get() < ALL) {
            accepted().most(SENDERS, MEASURED, 200);
        }
        System.out.printf(
                "  %,d deliveries: resident %d MiB before, %d MiB after%n",
                sent.get(), before, stack.residentMebibytes("GATEWAY"));
    }

    /** Ten bodies of 25 MiB at once. */
    private void printLarge() throws IOException {
        Pushes large = pushes.of(1, LARGE);
        List<Callable<String>> tenAtOnce = IntStream.range(0, 10)
                .<Callable<String>>mapToObj(number -> () -> answer(large.accepted(number)))
                .toList();
        Map<String, Long> answers = Load.together(tenAtOnce).stream()
                .collect(Collectors.groupingBy(answer -> answer, TreeMap::new, Collectors.counting()));
        System.out.printf(
                "%n  ten bodies of 25 MiB at once: answers %s, resident %d MiB%n",
                answers, stack.residentMebibytes("GATEWAY"));
    }

    /** Bodies without a true signature that stop halfway, beside signed deliveries. */
    private void printSlow() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket(gateway().getHost(), gateway().getPort());
                byte[] request = pushes.refused(i);
                socket.getOutputStream().write(request, 0, request.length - BYTES / 2);
                slow.add(socket);
            }
            Load.Result signed = accepted()
                    .paced(SENDERS, MEASURED, 200, 100)
                    .print("acknowledged, beside %d slow unsigned ones".formatted(SLOW));
            System.out.printf(
                    "  of %,d signed deliveries %d were refused; resident %d MiB%n",
                    signed.nanos().length, signed.failures(), stack.residentMebibytes("GATEWAY"));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private void printWorker() throws SQLException, IOException {
        Pushes some = pushes.of(KEYS + 1, BYTES);
        settledASecond(some::accepted);
        long before = stack.residentMebibytes("WORKER");
        double settled = settledASecond(pushes.of(KEYS + 2, BYTES)::accepted);
        double bare = ledger.writeAgain(SOME);
        System.out.printf(
                "  worker: %.0f deliveries of 7 KiB settled a second; a bare client writes the same rows of %.0f: %.2f; resident %d MiB before, %d MiB after%n",
                settled, bare, settled / bare, before, stack.residentMebibytes("WORKER"));
    }

    /** Of each hundred keys one whose delivery nobody can handle. */
    private void printPoison() throws SQLException, IOException {
        Pushes clean = pushes.of(SOME, 1024);
        Pushes poisoned = pushes.of(SOME + 1, 1024);
        Instant from = Instant.now();
        double without = settledASecond(clean::accepted);
        Instant to = Instant.now();
        double with =
                settledASecond(number -> number % 100 == 0 ? poisoned.poisoned(number) : poisoned.accepted(number));
        System.out.printf(
                "  with 1 %% of keys poisoned: %.0f settled a second, without %.0f: %.2f%n",
                with, without, with / without);
        printReplay(from, to);
    }

    private void printReplay(Instant from, Instant to) throws IOException {
        String order = "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(from, to);
        long begin = System.nanoTime();
        JsonNode replay = stack.post(worker("/api/replays"), order, "ADMIN_TOKEN");
        while (replay.path("endedAt").asText("").isEmpty()) {
            LockSupport.parkNanos(LOOK.toNanos());
            replay = stack.get(worker("/api/replays/" + replay.path("id").asText()), "ADMIN_TOKEN");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        JsonNode page = stack.get(worker("/api/deliveries"), "ADMIN_TOKEN").path("items");
        int same = 0;
        for (JsonNode delivery : page) {
            same += Arrays.equals(payload(delivery.path("id")), payload(delivery.path("replayOf"))) ? 1 : 0;
        }
        System.out.printf(
                "  %,d replayed in %.0f s, %,d succeeded; of %d looked at, %d have the bytes of their original%n",
                replay.path("replayed").asInt(),
                seconds,
                replay.path("succeeded").asInt(),
                page.size(),
                same);
    }

    private byte[] payload(JsonNode delivery) throws IOException {
        return stack.bytes(worker("/api/deliveries/" + delivery.asText() + "/payload"), "ADMIN_TOKEN");
    }

    private String worker(String path) {
        return stack.env("WORKER_URL") + path;
    }

    private double settledASecond(IntFunction<byte[]> requests) throws SQLException, IOException {
        Signal.STOP.send(stack.pid("WORKER"));
        long before = ledger.settled();
        List<Callable<Void>> senders = IntStream.range(0, SENDERS)
                .<Callable<Void>>mapToObj(sender -> () -> {
                    try (Wire wire = new Wire(gateway())) {
                        for (int number = sender; number < SOME; number += SENDERS) {
                            accept(wire, requests.apply(number));
                        }
                    }
                    return null;
                })
                .toList();
        Load.together(senders);
        Signal.CONT.send(stack.pid("WORKER"));
        long begin = System.nanoTime();
        awaitSettled(before + SOME);
        return SOME / ((System.nanoTime() - begin) / 1e9);
    }

    private void printIdentical() throws SQLException {
        byte[] request = pushes.of(3, BYTES).accepted(1);
        String these = "delivery_id = 'bench-3-%d-1'".formatted(BYTES);
        Load.together(Stream.<Callable<String>>generate(() -> () -> answer(request))
                .limit(IDENTICAL)
                .toList());
        await(() -> ledger.count(these) == IDENTICAL && ledger.open() == 0);
        System.out.printf(
                "  %d identical at once: %d handled, %d duplicates%n",
                IDENTICAL,
                ledger.count(these + " and status = 'succeeded'"),
                ledger.count(these + " and status = 'duplicate'"));
    }

    /** How fast claims go on while so many deliveries wait. */
    private void printClaims(int waiting) throws SQLException {
        Signal.STOP.send(stack.pid("WORKER"));
        ledger.pile(connection, waiting);
        long before = ledger.settled();
        Signal.CONT.send(stack.pid("WORKER"));
        await(() -> ledger.settled() > before);
        long settled = ledger.settled();
        long begin = System.nanoTime();
        await(() -> ledger.open() == 0 || System.nanoTime() - begin > MEASURED.toNanos());
        System.out.printf(
                "  with %,d waiting: %.0f claims a second%n",
                waiting, (ledger.settled() - settled) / ((System.nanoTime() - begin) / 1e9));
        ledger.clear();
    }

    private void awaitSettled(long settled) throws SQLException {
        await(() -> ledger.settled() >= settled && ledger.open() == 0);
    }

    private static void await(Look look) throws SQLException {
        while (!look.isThere()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Whether what is waited for is there. */
    private interface Look {
        boolean isThere() throws SQLException;
    }

    private Load accepted() {
        return stack.load("GATEWAY", number -> pushes.accepted(sent.incrementAndGet()));
    }

    private Load refused() {
        return stack.load("GATEWAY", pushes::refused);
    }

    private static void accept(Wire wire, byte[] request) throws IOException {
        int status = wire.exchange(request).status();
        if (status != 200) {
            throw new IOException("the gateway answered " + status);
        }
    }

    /** The status of the answer; one who is refused while sending may not get to see it. */
    private String answer(byte[] request) throws IOException {
        try (Wire wire = new Wire(gateway())) {
            return Integer.toString(wire.exchange(request).status());
        } catch (SocketException closed) {
            return "closed";
        }
    }

    private URI gateway() {
        return URI.create(stack.env("GATEWAY_URL"));
    }
}
