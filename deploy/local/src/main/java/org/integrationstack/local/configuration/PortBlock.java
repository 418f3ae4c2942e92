package org.integrationstack.local.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.integrationstack.embedded.PortTakenException;
import org.integrationstack.embedded.Ports;

/**
 * The ports of one stack, all on 127.0.0.1, as a block that moves with its base.
 *
 * @param base the services listen on the ports after it, the rest further on
 */
public record PortBlock(int base) {

    public static final int DEFAULT_BASE = 8080;
    private static final int LOWEST = 1024;
    private static final int LENGTH =
            1 + Arrays.stream(Slot.values()).mapToInt(Slot::offset).max().orElseThrow();
    private static final int HIGHEST = 65_535 - LENGTH;

    // Below the range from which Linux picks the ports of outgoing connections, so that none of these takes one.
    private static final int LOWEST_RANDOM = 15_000;
    private static final int HIGHEST_RANDOM = 32_000;

    public PortBlock {
        if (base < LOWEST || base > HIGHEST) {
            throw new IllegalArgumentException(
                    "the port base is %d; it must be between %d and %d".formatted(base, LOWEST, HIGHEST));
        }
    }

    /** A block whose ports are all free now, for a stack beside another one. */
    public static PortBlock free() {
        return ThreadLocalRandom.current()
                .ints(LOWEST_RANDOM, HIGHEST_RANDOM)
                .mapToObj(PortBlock::new)
                .filter(block ->
                        Arrays.stream(Slot.values()).mapToInt(block::port).allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow();
    }

    public int port(Slot slot) {
        return base + slot.offset();
    }

    /** {@code http://127.0.0.1:port}. */
    public String url(Slot slot) {
        return "http://" + address(slot);
    }

    /** {@code 127.0.0.1:port}. */
    public String address(Slot slot) {
        return "127.0.0.1:" + port(slot);
    }

    /** A sentence for each of these ports that someone else holds: which, who wanted it, who has it. */
    public List<String> taken(Stream<Slot> wanted) {
        return wanted.flatMap(this::conflict).toList();
    }

    private Stream<String> conflict(Slot slot) {
        try {
            Ports.requireFree(slot.user(), port(slot));
            return Stream.empty();
        } catch (PortTakenException taken) {
            return Stream.of(taken.getMessage());
        }
    }
}
