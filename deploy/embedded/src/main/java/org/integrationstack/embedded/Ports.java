package org.integrationstack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports on 127.0.0.1: which are free, and who holds one that is not. */
public final class Ports {
    // Below the range from which Linux picks the ports of outgoing connections (32768 and up), so that no connection
    // takes a port between the moment it is found free and the moment a child listens on it.
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int LISTENING = 0x0A;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ports() {}

    /** A port that is free now. Another process may take it before the caller does: be ready to try again. */
    public static int free() {
        return RANDOM.ints(LOWEST, HIGHEST)
                .limit(1000)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new EmbeddedException("found no free port between " + LOWEST + " and " + HIGHEST));
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Checks that a port can be listened on.
     *
     * @param wantedBy who asks, for the message
     * @throws PortTakenException when another process listens there
     */
    public static void requireFree(String wantedBy, int port) {
        if (!isFree(port)) {
            throw new PortTakenException(
                    wantedBy, port, holder(port).map(Ports::describe).orElse("another process"));
        }
    }

    /**
     * The process that listens on a TCP port; empty when nothing does, when it belongs to another user, or where the
     * system has no {@code /proc}.
     */
    public static Optional<ProcessHandle> holder(int port) {
        Set<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> listeners(Path.of(table), port))
                .map(inode -> "socket:[" + inode + "]")
                .collect(Collectors.toSet());
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> hasOpen(process.pid(), sockets::contains))
                .findFirst();
    }

    private static String describe(ProcessHandle process) {
        return "process " + process.pid()
                + process.info().command().map(c -> " (" + c + ")").orElse("");
    }

    /** Source: proc_pid_net(5): fields are slot, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode. */
    private static Stream<String> listeners(Path table, int port) {
        try {
            return Files.readAllLines(table).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> Integer.parseInt(fields[3], 16) == LISTENING)
                    .filter(fields -> fields[1].endsWith(":%04X".formatted(port)))
                    .map(fields -> fields[9]);
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean hasOpen(long pid, Predicate<String> target) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> target.test(linkTarget(descriptor)));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String linkTarget(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
