package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code connections.changed} holds. */
final class PublishedChanges implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TopicLog log;

    PublishedChanges(RunningStack stack) {
        log = new TopicLog(stack, "connections.changed");
    }

    /** All versions of a connection so far, in the order in which they were published, each as often as it was. */
    List<Long> versions(String connection) {
        return log.read().stream()
                .filter(change -> change.key().equals(connection) && change.value() != null)
                .map(change -> version(change.value()))
                .toList();
    }

    /** What a consumer makes of them that ignores a version that is not newer than what it has. */
    static List<Long> applied(List<Long> versions) {
        List<Long> applied = new ArrayList<>();
        for (long version : versions) {
            if (applied.isEmpty() || version > applied.get(applied.size() - 1)) {
                applied.add(version);
            }
        }
        return applied;
    }

    private static long version(byte[] change) {
        try {
            return JSON.readTree(change).path("version").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
