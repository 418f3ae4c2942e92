package org.integrationstack.common.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One field of a form-encoded body, as bytes. Source: WHATWG URL Standard section 5.1. */
final class FormField {

    private FormField() {}

    /** The first field of that name; empty where there is none or its escapes are broken. */
    static Optional<byte[]> find(byte[] form, String name) {
        byte[] wanted = (name + "=").getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < form.length; at = end(form, at) + 1) {
            if (startsWith(form, at, wanted)) {
                return decoded(form, at + wanted.length, end(form, at));
            }
        }
        return Optional.empty();
    }

    private static int end(byte[] form, int from) {
        int end = from;
        while (end < form.length && form[end] != '&') {
            end++;
        }
        return end;
    }

    private static boolean startsWith(byte[] form, int from, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (from + i >= form.length || form[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<byte[]> decoded(byte[] form, int from, int to) {
        ByteArrayOutputStream value = new ByteArrayOutputStream(to - from);
        int at = from;
        while (at < to) {
            int escaped = form[at] == '%' ? escaped(form, at, to) : 0;
            if (escaped < 0) {
                return Optional.empty();
            }
            value.write(form[at] == '%' ? escaped : form[at] == '+' ? ' ' : form[at]);
            at += form[at] == '%' ? 3 : 1;
        }
        return Optional.of(value.toByteArray());
    }

    private static int escaped(byte[] form, int at, int to) {
        if (at + 2 >= to) {
            return -1;
        }
        int high = Character.digit(form[at + 1], 16);
        int low = Character.digit(form[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
