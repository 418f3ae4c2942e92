package org.integrationstack.common.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the public internet: global unicast, also when an IPv4 address travels inside an IPv6 one.
 *
 * <p>Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 4291 section 2.5.5 (IPv4-mapped), RFC 6052
 * (NAT64), RFC 3056 (6to4), RFC 4380 section 4 (Teredo).
 */
final class PublicAddresses {
    private static final List<AddressRange> SPECIAL_IPV4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4")
            .map(AddressRange::parse)
            .toList();

    private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");
    private static final List<AddressRange> SPECIAL_IPV6 = Stream.of("2001::/23", "2001:db8::/32", "3fff::/20")
            .map(AddressRange::parse)
            .toList();

    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange TEREDO = AddressRange.parse("2001::/32");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** Whether an address of 4 or 16 bytes is public; every IPv4 address that it carries must be as well. */
    static boolean contains(byte[] address) {
        if (address.length == 4) {
            return SPECIAL_IPV4.stream().noneMatch(block -> block.contains(address));
        }
        if (Arrays.equals(address, 0, 12, MAPPED, 0, 12) || NAT64.contains(address)) {
            return contains(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return contains(Arrays.copyOfRange(address, 2, 6));
        }
        if (TEREDO.contains(address)) {
            return contains(Arrays.copyOfRange(address, 4, 8)) && contains(teredoClient(address));
        }
        return GLOBAL_IPV6.contains(address) && SPECIAL_IPV6.stream().noneMatch(block -> block.contains(address));
    }

    private static byte[] teredoClient(byte[] address) {
        byte[] client = Arrays.copyOfRange(address, 12, 16);
        for (int i = 0; i < client.length; i++) {
            client[i] = (byte) ~client[i];
        }
        return client;
    }
}
