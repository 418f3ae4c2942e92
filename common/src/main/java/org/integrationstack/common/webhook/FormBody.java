package org.integrationstack.common.webhook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A form-encoded body. Source: WHATWG URL Standard, section 5.1. */
public final class FormBody {

    /** More are taken for an attack on the memory of who reads them. */
    static final int MOST_FIELDS = 1_000;

    private final byte[] form;

    public FormBody(byte[] form) {
        this.form = form;
    }

    /** A field as it was meant; escapes and text are UTF-8, and what is not becomes U+FFFD. */
    public record Field(String name, String value) {}

    /** The fields in their order; empty where an escape is broken or there are more than anybody sends. */
    public Optional<List<Field>> fields() {
        List<Field> fields = new ArrayList<>();
        for (int at = 0; at < form.length; at = end(at) + 1) {
            int end = end(at);
            if (end > at) {
                Optional<Field> field = field(at, end);
                if (field.isEmpty() || fields.size() == MOST_FIELDS) {
                    return Optional.empty();
                }
                fields.add(field.get());
            }
        }
        return Optional.of(List.copyOf(fields));
    }

    private Optional<Field> field(int from, int end) {
        int equals = from;
        while (equals < end && form[equals] != '=') {
            equals++;
        }
        Optional<byte[]> name = decoded(from, equals);
        Optional<byte[]> value = decoded(Math.min(equals + 1, end), end);
        return name.flatMap(one -> value.map(other -> new Field(text(one), text(other))));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** The value of the first field of that name, as bytes; empty where there is none or its escapes are broken. */
    public Optional<byte[]> find(String name) {
        byte[] wanted = (name + "=").getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < form.length; at = end(at) + 1) {
            if (startsWith(at, wanted)) {
                return decoded(at + wanted.length, end(at));
            }
        }
        return Optional.empty();
    }

    /**
     * The same where that is the form's only field. A body that is something else, and only said to be a form, has further
     * text around what looks like the field.
     */
    public Optional<byte[]> only(String name) {
        return end(0) == form.length ? find(name) : Optional.empty();
    }

    private int end(int from) {
        int end = from;
        while (end < form.length && form[end] != '&') {
            end++;
        }
        return end;
    }

    private boolean startsWith(int from, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (from + i >= form.length || form[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private Optional<byte[]> decoded(int from, int to) {
        ByteArrayOutputStream value = new ByteArrayOutputStream(to - from);
        int at = from;
        while (at < to) {
            int escaped = form[at] == '%' ? escaped(at, to) : 0;
            if (escaped < 0) {
                return Optional.empty();
            }
            value.write(form[at] == '%' ? escaped : form[at] == '+' ? ' ' : form[at]);
            at += form[at] == '%' ? 3 : 1;
        }
        return Optional.of(value.toByteArray());
    }

    private int escaped(int at, int to) {
        if (at + 2 >= to) {
            return -1;
        }
        int high = Character.digit(form[at + 1], 16);
        int low = Character.digit(form[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
