package org.integrationstack.embedded;

import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortsTest {
    @Test
    void namesTheHolderOfAPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();

            assertThat(Ports.holder(port)).contains(ProcessHandle.current());
            assertThatThrownBy(() -> Ports.requireFree("Redis", port))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("Redis cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void findsAPortThatCanBeListenedOn() {
        int port = Ports.free();

        assertThat(Ports.holder(port)).isEmpty();
        assertThatNoException().isThrownBy(() -> Ports.requireFree("Redis", port));
    }
}
