package org.integrationstack.local.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.integrationstack.embedded.ChildProcess;

/**
 * Keeps the parts running: starts them, starts one again when it ends, waits longer each time it ends soon after its
 * start, and stops them all. Thread-safe.
 *
 * <pre>
 *             ready                    ended, or not ready
 *  starting ────────► running ─────────────────────────────► waiting (0.2 s, doubling to 15 s) ──► starting
 * </pre>
 */
public final class Supervisor implements AutoCloseable {

    private static final Duration STOP_GRACE = Duration.ofSeconds(12);
    private static final int LINES_OF_A_LOOP = 10;

    private final Consumer<String> news;
    private final Runnable changed;
    private final ExecutorService threads = Executors.newCachedThreadPool(Supervisor::thread);
    private final Map<String, ChildProcess> running = new LinkedHashMap<>();
    private boolean stopping;

    /**
     * @param news told in plain words of what ends and what is back
     * @param changed run when a part is back with another process id
     */
    public Supervisor(Consumer<String> news, Runnable changed) {
        this.news = news;
        this.changed = changed;
    }

    /**
     * Starts the parts side by side and returns when all are ready; from then on each is kept running.
     *
     * @throws PartFailedException at once for the first that does not become ready
     */
    public void start(List<Part> parts) {
        List<CompletableFuture<Void>> starts = parts.stream()
                .map(part -> CompletableFuture.runAsync(() -> startFirst(part), threads))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
        starts.forEach(start -> start.exceptionally(failed -> {
            all.completeExceptionally(failed);
            return null;
        }));
        try {
            all.join();
        } catch (CompletionException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }

    private void startFirst(Part part) {
        long begin = System.nanoTime();
        ChildProcess process;
        try {
            process = part.start();
        } catch (RuntimeException failed) {
            throw new PartFailedException(part, failed);
        }
        news.accept("%-22s ready after %s".formatted(part.name(), seconds(begin)));
        watch(part, process, new BackOff());
    }

    private void watch(Part part, ChildProcess process, BackOff backOff) {
        synchronized (this) {
            if (stopping) {
                process.stop(STOP_GRACE);
                return;
            }
            running.put(part.key(), process);
        }
        backOff.started();
        threads.execute(() -> restart(part, process, process.onExit().join(), backOff));
    }

    private void restart(Part part, ChildProcess ended, int exitCode, BackOff backOff) {
        if (isStopping()) {
            return;
        }
        news.accept("%s (process %d) ended with exit code %d; starting it again"
                .formatted(part.name(), ended.pid(), exitCode));
        long begin = System.nanoTime();
        while (waitFor(part, ended, backOff) && !isStopping()) {
            try {
                ChildProcess process = part.start();
                news.accept("%s is back after %s (process %d)".formatted(part.name(), seconds(begin), process.pid()));
                watch(part, process, backOff);
                changed.run();
                return;
            } catch (RuntimeException failed) {
                tellUnlessStopping(part.name() + " did not come back: " + failed.getMessage());
            }
        }
    }

    private boolean waitFor(Part part, ChildProcess ended, BackOff backOff) {
        Duration wait = backOff.next();
        if (backOff.isLooping()) {
            news.accept("%s has ended %d times in a row soon after its start; next try in %d s. The end of %s:%n%s"
                    .formatted(
                            part.name(),
                            backOff.failures(),
                            wait.toSeconds(),
                            ended.log(),
                            String.join("\n", LogFile.tail(ended.log(), LINES_OF_A_LOOP))));
        }
        try {
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tellUnlessStopping(String what) {
        if (!isStopping()) {
            news.accept(what);
        }
    }

    /** The process ids by key, in the order of the first start. */
    public synchronized Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        running.forEach((key, process) -> pids.put(key, process.pid()));
        return pids;
    }

    /** Stops parts side by side, in good order where they can, and returns when they are gone. */
    public void stop(List<Part> parts) {
        List<CompletableFuture<Void>> stops = parts.stream()
                .map(this::process)
                .filter(Objects::nonNull)
                .map(process -> CompletableFuture.runAsync(() -> process.stop(STOP_GRACE), threads))
                .toList();
        CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)).join();
    }

    /** From now on nothing is started again. */
    public synchronized void stopRestarting() {
        stopping = true;
    }

    @Override
    public void close() {
        stopRestarting();
        threads.shutdownNow();
    }

    private synchronized ChildProcess process(Part part) {
        return running.get(part.key());
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private static String seconds(long begin) {
        return "%.1f s".formatted((System.nanoTime() - begin) / 1e9);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    }
}
