package org.integrationstack.common.webhook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

/**
 * Seals an endpoint for its way over Kafka, and opens it again. The secrets are encrypted together, with everything else
 * that the record says as associated data: whoever can write to the topic but has no key can neither make an endpoint,
 * also not one that needs no secret, nor give one to another tenant or account, nor prolong a secret, nor have an old
 * state pass for a new one. One keyset, of connections-service and the gateway, that opens nothing else. Thread-safe.
 *
 * <p>Source: NIST SP 800-38D (GCM), section 5.2.1.1 (additional authenticated data).
 */
public final class EndpointSeal {
    private static final String CONTEXT = "webhook-endpoint.v1";

    private final Sealer sealer;

    public EndpointSeal(Keyset keys) {
        this.sealer = keys.sealer();
    }

    /** The endpoint as the topic is to tell it, sealed under the primary key. */
    public WebhookEndpointChanged seal(WebhookEndpoint endpoint, Instant at) {
        byte[] sealed = sealer.seal(bytes(out -> writeSecrets(out, endpoint.secrets())), place(endpoint));
        return new WebhookEndpointChanged(
                endpoint.id(),
                endpoint.tenant(),
                endpoint.provider().value(),
                endpoint.connection(),
                endpoint.owner(),
                endpoint.account(),
                endpoint.version(),
                endpoint.values(),
                endpoint.handshakeUntil(),
                Base64.getEncoder().encodeToString(sealed),
                at);
    }

    /**
     * The endpoint that a record of the topic tells of.
     *
     * @throws SealBrokenException when it was not sealed under one of these keys, or anything about it was altered
     */
    public WebhookEndpoint open(WebhookEndpointChanged change) {
        WebhookEndpoint told = told(change);
        byte[] secrets = sealer.open(sealedBytes(change), place(told));
        return new WebhookEndpoint(
                told.id(),
                told.tenant(),
                told.provider(),
                told.connection(),
                told.owner(),
                told.account(),
                told.version(),
                readSecrets(secrets),
                told.values(),
                told.handshakeUntil());
    }

    private static WebhookEndpoint told(WebhookEndpointChanged change) {
        try {
            return new WebhookEndpoint(
                    change.endpoint(),
                    change.tenant(),
                    new ProviderId(change.provider()),
                    change.connection(),
                    change.owner(),
                    change.account(),
                    change.version(),
                    List.of(),
                    change.values(),
                    change.handshakeUntil());
        } catch (IllegalArgumentException e) {
            throw new SealBrokenException("a record that tells of no possible endpoint");
        }
    }

    private static byte[] sealedBytes(WebhookEndpointChanged change) {
        try {
            return Base64.getDecoder().decode(change.sealed());
        } catch (IllegalArgumentException e) {
            throw new SealBrokenException("the secrets of an endpoint are not base64");
        }
    }

    /** Texts are length-prefixed and what may be absent is marked: no two different endpoints have the same bytes. */
    private static byte[] place(WebhookEndpoint endpoint) {
        return bytes(out -> {
            writeText(out, CONTEXT);
            writeText(out, endpoint.tenant().value());
            writeText(out, endpoint.provider().value());
            writeText(out, endpoint.id().toString());
            writeOptional(out, endpoint.connection().map(Object::toString));
            writeOptional(out, endpoint.owner().map(owner -> owner.value()));
            writeOptional(out, endpoint.account());
            out.writeLong(endpoint.version());
            writeOptional(out, endpoint.handshakeUntil().map(Instant::toString));
            out.writeInt(endpoint.values().size());
            for (Map.Entry<String, String> value : new TreeMap<>(endpoint.values()).entrySet()) {
                writeText(out, value.getKey());
                writeText(out, value.getValue());
            }
        });
    }

    private static void writeSecrets(DataOutputStream out, List<SigningSecret> secrets) throws IOException {
        out.writeInt(secrets.size());
        for (SigningSecret secret : secrets) {
            writeText(out, secret.value().reveal());
            writeOptional(out, secret.until().map(Instant::toString));
        }
    }

    private static List<SigningSecret> readSecrets(byte[] plain) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
            List<SigningSecret> secrets = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                Secret value = Secret.of(readText(in));
                Optional<Instant> until =
                        in.readBoolean() ? Optional.of(Instant.parse(readText(in))) : Optional.empty();
                secrets.add(new SigningSecret(value, until));
            }
            return secrets;
        } catch (IOException e) {
            throw new SealBrokenException("sealed secrets of a form that is not known here");
        }
    }

    private static void writeOptional(DataOutputStream out, Optional<String> text) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            writeText(out, text.get());
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] utf8 = in.readNBytes(length);
        if (utf8.length < length) {
            throw new IOException("cut off");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }
}
