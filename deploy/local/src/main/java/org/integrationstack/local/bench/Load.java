package org.integrationstack.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * Sends requests to one service over connections that stay open, with a thread for each, and times the answers. Costs
 * little beside what it measures: requests are bytes made beforehand, and answers are not looked into.
 */
final class Load {

    private final URI service;
    private final ProcessHandle process;
    private final IntFunction<byte[]> requests;

    /**
     * @param process the service's
     * @param requests the n-th request, as {@link Wire#get} makes it
     */
    Load(URI service, ProcessHandle process, IntFunction<byte[]> requests) {
        this.service = service;
        this.process = process;
        this.requests = requests;
    }

    /**
     * What came of it.
     *
     * @param nanos how long each answer took, in ascending order
     * @param failures answers with another status than expected
     * @param served what the service took of the processors for it
     * @param sent what this process took
     */
    @SuppressWarnings("ArrayRecordComponent") // read by the methods below; nobody compares results
    record Result(long[] nanos, long failures, Duration took, Duration served, Duration sent) {

        double perSecond() {
            return nanos.length / (took.toNanos() / 1e9);
        }

        /** @param share e.g. 0.99; in milliseconds */
        double percentile(double share) {
            return nanos[(int) Math.min(nanos.length - 1L, Math.round(share * nanos.length))] / 1e6;
        }

        /** The service's own work on an answer, which does not depend on what else the machine does; in milliseconds. */
        double work() {
            return served.toNanos() / 1e6 / nanos.length;
        }

        /** How many processors the load kept busy. */
        double processors() {
            return sent.toNanos() / (double) took.toNanos();
        }

        /** Prints a line of the table that {@link Load#printHeading} begins, and returns the same. */
        Result print(String what) {
            System.out.printf(
                    "  %-44s %10.0f %5.1f ms %5.1f ms %13.3f ms %6.2f cores%s%n",
                    what,
                    perSecond(),
                    percentile(0.5),
                    percentile(0.99),
                    work(),
                    processors(),
                    failures == 0 ? "" : "  " + failures + " errors");
            return this;
        }
    }

    static void printHeading() {
        System.out.printf(
                "%n  %-44s %10s %8s %8s %16s %12s%n", "", "answers/s", "p50", "p99", "service's work", "load's own");
    }

    /** As many as are answered in that time, each connection sending the next when it has the answer to the last. */
    Result most(int connections, Duration time, int expected) {
        return run(connections, time, expected, Duration.ZERO);
    }

    /**
     * So many a second, evenly, whether or not the ones before are answered in time. An answer's time counts from when
     * its request was to be sent: a service that stalls does not hide how many would have waited.
     */
    Result paced(int connections, Duration time, int expected, double perSecond) {
        return run(connections, time, expected, Duration.ofNanos((long) (connections * 1e9 / perSecond)));
    }

    private Result run(int connections, Duration time, int expected, Duration pace) {
        AtomicInteger number = new AtomicInteger();
        Duration served = cpu(process);
        Duration sent = cpu(ProcessHandle.current());
        long begin = System.nanoTime();
        List<Callable<long[]>> senders = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        for (int sender = 0; sender < connections; sender++) {
            long first = begin + pace.toNanos() * sender / connections;
            senders.add(() -> send(number, failures, expected, first, begin + time.toNanos(), pace));
        }
        long[] nanos = together(senders).stream()
                .flatMapToLong(LongStream::of)
                .sorted()
                .toArray();
        return new Result(
                nanos,
                failures.get(),
                Duration.ofNanos(System.nanoTime() - begin),
                cpu(process).minus(served),
                cpu(ProcessHandle.current()).minus(sent));
    }

    private long[] send(AtomicInteger number, AtomicInteger failures, int expected, long first, long end, Duration pace)
            throws IOException {
        long[] nanos = new long[1024];
        int count = 0;
        try (Wire wire = new Wire(service)) {
            for (long due = first; due < end; due = pace.isZero() ? System.nanoTime() : due + pace.toNanos()) {
                awaitTime(due);
                if (wire.exchange(requests.apply(number.getAndIncrement())).status() != expected) {
                    failures.incrementAndGet();
                }
                nanos = count < nanos.length ? nanos : Arrays.copyOf(nanos, count * 2);
                nanos[count++] = System.nanoTime() - due;
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    /** Runs all at the same time, each on a thread of its own. */
    static <T> List<T> together(List<Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                results.add(task.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new UncheckedIOException(new IOException("the load broke off", e));
        } finally {
            threads.shutdown();
        }
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
