package org.integrationstack.gateway.delivery.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.HttpServerRequest;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.gateway.GatewayConfig;

/**
 * Who sent a request, and which URL they called: what stands between them and this service is believed only where it is
 * configured. Thread-safe.
 *
 * <p>Source: RFC 7239, section 8.1 (only what one's own proxies have added is to be trusted); X-Forwarded-For is read from
 * its end, since whoever is not trusted can write its beginning.
 */
@ApplicationScoped
class Senders {

    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]{2,39}");

    private final List<AddressRange> trusted;
    private final String publicUrl;

    @Inject
    Senders(GatewayConfig config) {
        this(config.trustedProxies().orElse(List.of()), config.publicBase());
    }

    /** @param publicUrl without a slash at its end */
    Senders(List<String> trusted, String publicUrl) {
        this.trusted =
                trusted.stream().map(String::strip).map(AddressRange::parse).toList();
        this.publicUrl = publicUrl;
    }

    /** As a literal. */
    String addressOf(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        return trusted.isEmpty() ? peer : addressOf(peer, request.headers().getAll("X-Forwarded-For"));
    }

    /** The last address that none of the trusted has added. */
    String addressOf(String peer, List<String> forwardedFor) {
        List<String> hops = forwardedFor.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .toList();
        String address = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
            if (!ADDRESS.matcher(hops.get(i)).matches()) {
                return address;
            }
            address = hops.get(i);
        }
        return address;
    }

    /** The raw URL as the sender called it. */
    String urlOf(HttpServerRequest request) {
        return publicUrl + request.uri();
    }

    private boolean isTrusted(String address) {
        byte[] bytes = bytes(address);
        return trusted.stream().anyMatch(range -> range.contains(bytes));
    }

    /** Nothing is looked up: it is a literal. */
    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }
}
