package org.integrationstack.local.configuration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PortBlockTest {

    @Test
    void putsEachServiceOnItsKnownPort() {
        PortBlock ports = new PortBlock(PortBlock.DEFAULT_BASE);

        assertThat(ports.url(Slot.CONNECTIONS)).isEqualTo("http://127.0.0.1:8081");
        assertThat(ports.url(Slot.GATEWAY)).isEqualTo("http://127.0.0.1:8082");
        assertThat(ports.url(Slot.WORKER)).isEqualTo("http://127.0.0.1:8083");
        assertThat(ports.url(Slot.PROXY)).isEqualTo("http://127.0.0.1:8084");
    }

    @Test
    void givesNoPortTwice() {
        PortBlock ports = PortBlock.free();

        assertThat(Arrays.stream(Slot.values()).map(ports::port)).doesNotHaveDuplicates();
    }

    @Test
    void namesATakenPortWhoWantedItAndWhoHoldsIt() throws IOException {
        PortBlock ports = PortBlock.free();
        List<String> taken;
        try (ServerSocket ignored = new ServerSocket(ports.port(Slot.GATEWAY), 1, InetAddress.getLoopbackAddress())) {
            taken = ports.taken(Stream.of(Slot.CONNECTIONS, Slot.GATEWAY));
        }

        assertThat(taken)
                .singleElement()
                .asString()
                .contains("webhook-gateway", Integer.toString(ports.port(Slot.GATEWAY)))
                .contains("process " + ProcessHandle.current().pid());
    }
}
