package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "140.82.112.5",
                "8.8.8.8",
                "2606:50c0:8000::153",
                "64:ff9b::8c52:7005",
                "2002:8c52:7005::1",
                "2001:0:4136:e378:8000:63bf:f7f7:f7f7"
            })
    void publicAddressesAreAllowed(String address) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "203.0.113.7",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "2001:0:7f00:1:8000:63bf:f7f7:f7f7",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "::7f00:1"
            })
    void addressesThatAreNotPublicAreRefusedInEveryDisguise(String address) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(bytes = {10, 127})
    void mappedAddressesAreJudgedByWhatTheyMap(byte first) {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, first, 0, 0, 1};

        assertThat(PublicAddresses.contains(mapped)).isFalse();
    }
}
