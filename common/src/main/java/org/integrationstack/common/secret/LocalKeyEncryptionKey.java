package org.integrationstack.common.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * A key-encryption key that this process holds itself: a keyset whose primary key wraps and whose other keys still
 * unwrap. From the environment it is what it was at start; a file is read each time, so that a key replaced there (as
 * Kubernetes replaces a mounted secret) works without a restart.
 */
public final class LocalKeyEncryptionKey implements KeyEncryptionKey {
    private final String name;
    private final Supplier<Keyset> keys;

    private LocalKeyEncryptionKey(String name, Supplier<Keyset> keys) {
        this.name = name;
        this.keys = keys;
    }

    /**
     * The key from whichever of two settings is given.
     *
     * @param name the environment variable that holds the keyset's text; with {@code _FILE} behind it, the one that
     *     names its file
     * @throws IllegalArgumentException when both or neither are given, or what is given is no keyset; the message says
     *     so in plain words and never quotes it
     */
    public static KeyEncryptionKey of(String name, Optional<String> text, Optional<Path> file) {
        Optional<String> given = text.filter(value -> !value.isBlank());
        if (given.isPresent() == file.isPresent()) {
            throw new IllegalArgumentException(
                    "%s: set either %s, to a Tink AES256-GCM keyset in base64, or %s_FILE, to the path of a file that holds one"
                            .formatted(given.isPresent() ? "two keys are given" : "a key is missing", name, name));
        }
        LocalKeyEncryptionKey key =
                given.map(value -> fromText(name, value)).orElseGet(() -> fromFile(name + "_FILE", file.orElseThrow()));
        key.check();
        return key;
    }

    private void check() {
        Objects.requireNonNull(keys.get(), name);
    }

    private static LocalKeyEncryptionKey fromText(String name, String text) {
        Keyset keyset = parse(name, text);
        return new LocalKeyEncryptionKey(name, () -> keyset);
    }

    private static LocalKeyEncryptionKey fromFile(String name, Path file) {
        return new LocalKeyEncryptionKey(name, () -> parse(name, read(name, file)));
    }

    private static String read(String name, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s names %s, which cannot be read".formatted(name, file), e);
        }
    }

    private static Keyset parse(String name, String text) {
        try {
            return Keyset.parse(Secret.of(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " holds no key: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Uni<byte[]> wrap(KeyPurpose purpose, Secret keyset) {
        return withKeys(current -> current.sealer().seal(bytes(keyset.reveal()), place(purpose)));
    }

    @Override
    public Uni<Unwrapped> unwrap(KeyPurpose purpose, byte[] wrapped) {
        return withKeys(current -> {
            byte[] keyset = current.sealer().open(wrapped, place(purpose));
            return new Unwrapped(
                    Secret.of(new String(keyset, StandardCharsets.UTF_8)),
                    Keyset.keyId(wrapped) == current.primaryId());
        });
    }

    /** On a worker thread: a file is read by blocking calls. */
    private <T> Uni<T> withKeys(Function<Keyset, T> work) {
        return Uni.createFrom()
                .item(() -> work.apply(keys.get()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static byte[] place(KeyPurpose purpose) {
        return bytes("keyset.v1 " + purpose.name());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
