package org.integrationstack.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which process a local TCP port belongs to. Source: proc(5), {@code /proc/net/tcp}. */
final class Sockets {
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;

    private Sockets() {}

    /** The local ports of a process's TCP connections; none if it is gone. */
    static Set<Integer> portsOf(long process) {
        Set<String> inodes = inodesOf(process);
        try (Stream<String> tcp = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> tcp6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            return Stream.concat(tcp, tcp6)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > INODE && inodes.contains(columns[INODE]))
                    .map(columns -> columns[LOCAL_ADDRESS])
                    .map(address -> Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> inodesOf(long process) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
            return open.map(Sockets::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        } catch (IOException gone) {
            return Set.of();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
