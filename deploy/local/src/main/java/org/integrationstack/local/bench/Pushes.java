package org.integrationstack.local.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed deliveries of pushes as the gateway gets them; the n-th is told from all others by its number. */
final class Pushes {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BODY = """
            {"ref":"refs/heads/n%d","after":"%040x","pusher":{"name":"octocat"},"commits":[{"id":"%040x"}],
            "repository":{"id":%d,"full_name":"octocat/Hello-World","owner":{"id":%s,"login":"octocat"}}""";

    private final URI gateway;
    private final String secret;
    private final String account;
    private final int keys;
    private final int bytes;
    private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::mac);

    /**
     * @param account the number of the account that they belong to
     * @param keys among how many repositories they are spread
     * @param bytes how long each body is, at least
     */
    Pushes(URI gateway, String secret, String account, int keys, int bytes) {
        this.gateway = gateway;
        this.secret = secret;
        this.account = account;
        this.keys = keys;
        this.bytes = bytes;
    }

    Pushes of(int otherKeys, int otherBytes) {
        return new Pushes(gateway, secret, account, otherKeys, otherBytes);
    }

    byte[] accepted(int number) {
        return signed(number, body(number));
    }

    /** The same with the signature of another body: read, hashed and refused. */
    byte[] refused(int number) {
        return request(number, body(number), "0".repeat(64));
    }

    /** Genuine and told whose it is, but no JSON: whoever handles it gives it up. */
    byte[] poisoned(int number) {
        return signed(number, text(number).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] signed(int number, byte[] body) {
        return request(number, body, HexFormat.of().formatHex(mac.get().doFinal(body)));
    }

    private byte[] body(int number) {
        return (text(number) + '}').getBytes(StandardCharsets.UTF_8);
    }

    private String text(int number) {
        String text = BODY.formatted(number, number, number, number % keys, account);
        return text + ",\"padding\":\"" + "x".repeat(Math.max(0, bytes - text.length())) + '"';
    }

    private byte[] request(int number, byte[] body, String signature) {
        return Wire.post(
                gateway,
                "/webhooks/github",
                List.of(
                        "Content-Type: application/json",
                        "X-GitHub-Event: push",
                        "X-GitHub-Delivery: bench-" + keys + "-" + bytes + "-" + number,
                        "X-Hub-Signature-256: sha256=" + signature),
                body);
    }

    private Mac mac() {
        try {
            Mac code = Mac.getInstance(ALGORITHM);
            code.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return code;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
