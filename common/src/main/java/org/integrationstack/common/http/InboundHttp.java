package org.integrationstack.common.http;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * HTTP/2 is spoken over TLS alone. A connection in clear that a caller upgraded through an ingress ({@code Upgrade: h2c})
 * would be a tunnel past the ingress's rules on hosts, paths and headers.
 *
 * <p>Source: RFC 9113, section 3.1 ({@code h2c} is obsolete).
 */
@ApplicationScoped
class InboundHttp implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
