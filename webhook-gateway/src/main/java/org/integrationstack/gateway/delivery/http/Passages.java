package org.integrationstack.gateway.delivery.http;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.vertx.ext.web.RoutingContext;

import org.integrationstack.gateway.GatewayConfig;
import org.integrationstack.gateway.delivery.DeliveryLog;
import org.integrationstack.gateway.delivery.DeliveryMetrics;
import org.integrationstack.gateway.delivery.InFlight;
import org.integrationstack.gateway.delivery.Reception;
import org.integrationstack.gateway.diagnosis.Rejections;

/** What every passage of a request through the gateway needs. */
@ApplicationScoped
class Passages {

    /** At most half of the processors verify large bodies, however many come at once. */
    private final ExecutorService largeBodies =
            Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), Passages::thread);

    private final Reception reception;
    private final DeliveryLog log;
    private final InFlight inFlight;
    private final DeliveryMetrics metrics;
    private final Rejections rejections;
    private final Senders senders;
    private final InstantSource clock;
    private final GatewayConfig config;

    @Inject
    Passages(
            Reception reception,
            DeliveryLog log,
            InFlight inFlight,
            DeliveryMetrics metrics,
            Rejections rejections,
            Senders senders,
            InstantSource clock,
            GatewayConfig config) {
        this.reception = reception;
        this.log = log;
        this.inFlight = inFlight;
        this.metrics = metrics;
        this.rejections = rejections;
        this.senders = senders;
        this.clock = clock;
        this.config = config;
    }

    Passage open(RoutingContext context) {
        return new Passage(this, context);
    }

    Reception reception() {
        return reception;
    }

    DeliveryLog log() {
        return log;
    }

    InFlight inFlight() {
        return inFlight;
    }

    DeliveryMetrics metrics() {
        return metrics;
    }

    Rejections rejections() {
        return rejections;
    }

    Senders senders() {
        return senders;
    }

    InstantSource clock() {
        return clock;
    }

    GatewayConfig config() {
        return config;
    }

    Executor largeBodies() {
        return largeBodies;
    }

    @PreDestroy
    void close() {
        largeBodies.shutdown();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "large-body");
        thread.setDaemon(true);
        return thread;
    }
}
