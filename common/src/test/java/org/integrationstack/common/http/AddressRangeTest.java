package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "13.108.0.0/14, 13.111.255.255, true",
        "13.108.0.0/14, 13.112.0.0, false",
        "13.108.0.0/14, 13.107.255.255, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 192.0.2.1, false"
    })
    void holdsTheAddressesThatShareItsFirstBits(String range, String address, boolean holds)
            throws UnknownHostException {
        assertThat(AddressRange.parse(range)
                        .contains(InetAddress.getByName(address).getAddress()))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.0",
                "192.0.2.0/33",
                "192.0.2/24",
                "2001:db8::/129",
                "localhost/8",
                "192.0.2.0/-1",
                "192.0.2.0/24 ",
                "999.0.0.0/8",
                ":::/8"
            })
    void isNothingElse(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isEqualByWhatItSays() {
        assertThat(AddressRange.parse("192.0.2.0/24"))
                .isEqualTo(AddressRange.parse("192.0.2.0/24"))
                .hasSameHashCodeAs(AddressRange.parse("192.0.2.0/24"))
                .hasToString("192.0.2.0/24")
                .isNotEqualTo(AddressRange.parse("192.0.2.0/25"));
    }
}
