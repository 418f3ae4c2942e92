package org.integrationstack.local.configuration;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.embedded.Passwords;

/**
 * Every secret of one installation: random, made when first needed, then read from one file that only its owner can
 * read. None is shipped with the code, so nothing that works here works anywhere else.
 */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RSA_BITS = 2048;
    private static final Map<String, Supplier<String>> MAKERS = makers();

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the file, and adds what it lacks. */
    public static Secrets in(Path file) {
        Map<String, String> values = PrivateFile.read(file);
        int known = values.size();
        MAKERS.forEach((name, maker) -> values.computeIfAbsent(name, missing -> maker.get()));
        if (values.size() > known) {
            PrivateFile.write(file, values);
        }
        return new Secrets(values);
    }

    /**
     * @throws IllegalArgumentException for a name that no secret has
     */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no secret " + name);
        }
        return value;
    }

    /** The key with which the app proves itself, in PEM. */
    public String appKey() {
        return "-----BEGIN PRIVATE KEY-----\n" + get("GITHUB_APP_PRIVATE_KEY") + "\n-----END PRIVATE KEY-----\n";
    }

    private static Map<String, Supplier<String>> makers() {
        Map<String, Supplier<String>> makers = new LinkedHashMap<>();
        for (String password : new String[] {
            "DATABASE_ADMIN_PASSWORD",
            "DATABASE_CONNECTIONS_PASSWORD",
            "DATABASE_WORKER_PASSWORD",
            "KAFKA_ADMIN_PASSWORD",
            "KAFKA_CONNECTIONS_SERVICE_PASSWORD",
            "KAFKA_WEBHOOK_GATEWAY_PASSWORD",
            "KAFKA_WEBHOOK_WORKER_PASSWORD",
            "KAFKA_API_PROXY_SERVICE_PASSWORD",
            "REDIS_PASSWORD",
            "REDIS_CACHE_PASSWORD",
            "IDENTITY_SECRET_CONNECTIONS_SERVICE",
            "IDENTITY_SECRET_API_PROXY_SERVICE",
            "IDENTITY_SECRET_WEBHOOK_WORKER",
            "IDENTITY_SECRET_PRODUCT",
            "IDENTITY_SECRET_ALICE",
            "IDENTITY_SECRET_BOB",
            "IDENTITY_SECRET_CAROL",
            "IDENTITY_SECRET_OLGA",
            "IDENTITY_SECRET_MALLORY",
            "GITHUB_CLIENT_SECRET",
            "GITHUB_WEBHOOK_SECRET",
            "GITHUB_APP_CLIENT_SECRET",
            "GITHUB_APP_WEBHOOK_SECRET"
        }) {
            makers.put(password, Passwords::random);
        }
        makers.put("INTEGRATION_KEYS_VAULT", Keyset::generate);
        makers.put("INTEGRATION_KEYS_CACHE", Keyset::generate);
        makers.put("INTEGRATION_KEYS_WEBHOOK_MAC", MacKeys::generate);
        makers.put("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS", Keyset::generate);
        makers.put("INTEGRATION_KEYS_WEBHOOK_PAYLOADS", Keyset::generate);
        makers.put("INTEGRATION_KEYS_SESSION", () -> base64(32));
        // In the forms that the providers give them.
        makers.put("GITHUB_CLIENT_ID", () -> "Ov23li" + hex(7));
        makers.put("GITHUB_APP_CLIENT_ID", () -> "Iv23li" + hex(7));
        makers.put("GITHUB_APP_PRIVATE_KEY", Secrets::rsaKey);
        makers.put("GOOGLE_CLIENT_ID", () -> digits(12) + "-" + hex(16) + ".apps.googleusercontent.com");
        makers.put("GOOGLE_CLIENT_SECRET", () -> "GOCSPX-" + hex(14));
        makers.put("SLACK_CLIENT_ID", () -> digits(12) + "." + digits(12));
        makers.put("SLACK_CLIENT_SECRET", () -> hex(16));
        makers.put("STRIPE_CLIENT_ID", () -> "ca_" + hex(16));
        makers.put("STRIPE_CLIENT_SECRET", () -> "sk_test_" + hex(24));
        makers.put("SALESFORCE_CLIENT_ID", () -> "3MVG9" + hex(40));
        makers.put("SALESFORCE_CLIENT_SECRET", () -> hex(32));
        makers.put("STRIPE_WEBHOOK_SECRET", () -> "whsec_" + hex(32));
        makers.put("SLACK_SIGNING_SECRET", () -> hex(16));
        makers.put("STANDARD_WEBHOOKS_SECRET", () -> "whsec_" + base64(24));
        makers.put("PRODUCT_WEBHOOK_SECRET", () -> "whsec_" + base64(24));
        return makers;
    }

    /** PKCS #8 in base64, without the lines around it that make PEM of it. */
    private static String rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String digits(int length) {
        return RANDOM.ints(length, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(random(bytes));
    }

    private static String hex(int bytes) {
        return HexFormat.of().formatHex(random(bytes));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}
