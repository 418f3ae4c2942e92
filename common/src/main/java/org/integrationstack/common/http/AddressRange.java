package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Addresses that share their first bits, {@code 192.0.2.0/24}. Source: RFC 4632 section 3.1, RFC 4291 section 2.3. */
@SuppressWarnings("ArrayRecordComponent") // compared by content
public record AddressRange(byte[] base, int prefixBits) {

    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]{2,39})/([0-9]{1,3})");

    public AddressRange {
        base = base.clone();
        if (prefixBits < 0 || prefixBits > base.length * 8) {
            throw new IllegalArgumentException("must have a prefix length of 0 to " + base.length * 8);
        }
    }

    /** @throws IllegalArgumentException if it is not written so; nothing is looked up */
    public static AddressRange parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a range of addresses such as 192.0.2.0/24 or 2001:db8::/32");
        }
        return new AddressRange(bytes(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("must be a range of addresses such as 192.0.2.0/24 or 2001:db8::/32", e);
        }
    }

    /** Whether an address of 4 or 16 bytes is one of them. */
    public boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] base() {
        return base.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && range.prefixBits == prefixBits && Arrays.equals(range.base, base);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(base) * 31 + prefixBits;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(base).getHostAddress() + "/" + prefixBits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
