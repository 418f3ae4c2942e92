package org.integrationstack.proxy.cache.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.vertx.core.buffer.Buffer;

import org.integrationstack.proxy.cache.StoredAnswer;

/** Kept answers as bytes. Bytes of another version are no answer: replicas of two releases may share a cache. */
final class StoredAnswerFormat {
    private static final int VERSION = 2;

    private StoredAnswerFormat() {}

    static byte[] write(StoredAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(answer.body().length() + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(answer.received().toEpochMilli());
            out.writeLong(answer.initialAge().toMillis());
            out.writeLong(answer.lifetime().toMillis());
            writeFields(out, answer.headers());
            writeFields(out, List.copyOf(answer.selectedBy().entrySet()));
            out.writeInt(answer.body().length());
            out.write(answer.body().getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when the bytes are cut short */
    static Optional<StoredAnswer> read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readByte() != VERSION) {
            return Optional.empty();
        }
        Instant received = Instant.ofEpochMilli(in.readLong());
        Duration initialAge = Duration.ofMillis(in.readLong());
        Duration lifetime = Duration.ofMillis(in.readLong());
        List<Map.Entry<String, String>> headers = readFields(in);
        Map<String, String> selectedBy =
                readFields(in).stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return Optional.of(new StoredAnswer(headers, Buffer.buffer(body), received, initialAge, lifetime, selectedBy));
    }

    private static void writeFields(DataOutputStream out, List<Map.Entry<String, String>> fields) throws IOException {
        out.writeInt(fields.size());
        for (Map.Entry<String, String> field : fields) {
            writeText(out, field.getKey());
            writeText(out, field.getValue());
        }
    }

    /** Not {@code writeUTF}: a header may be longer than its 65535 bytes. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static List<Map.Entry<String, String>> readFields(DataInputStream in) throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            fields.add(Map.entry(readText(in), readText(in)));
        }
        return fields;
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
