package org.integrationstack.common.event;

import java.time.Duration;

/** All topics, declared once. Each has one writing service, except {@link #ACTIVITY_RECORDED}. */
public final class Topics {
    private static final int MEBIBYTE = 1024 * 1024;
    /** GitHub sends up to 25 MB, the most of all providers; the rest is for headers. */
    private static final int WEBHOOK_BYTES = 26 * MEBIBYTE;

    /** Verified deliveries as they came. Written by the gateway, keyed by {@link ReceivedWebhook#recordKey()}. */
    public static final Topic WEBHOOKS_RECEIVED =
            new Topic("webhooks.received", 12, Duration.ofDays(14), false, WEBHOOK_BYTES);
    /** Deliveries given up, with the reason. Written by the worker, keyed as they were received. */
    public static final Topic WEBHOOKS_DEAD_LETTER =
            new Topic("webhooks.dead-letter", 6, Duration.ofDays(30), false, WEBHOOK_BYTES);
    /** Normalised events for internal consumers. Written by the worker, keyed by tenant and ordering key. */
    public static final Topic INTEGRATION_EVENTS =
            new Topic("integration.events", 12, Duration.ofDays(14), false, MEBIBYTE);
    /** State and settings of every connection. Written by connections-service, keyed by connection id. */
    public static final Topic CONNECTIONS_CHANGED =
            new Topic("connections.changed", 6, Duration.ofDays(7), true, MEBIBYTE);
    /** Webhook endpoints with sealed secrets. Written by connections-service, keyed by endpoint id. */
    public static final Topic WEBHOOK_ENDPOINTS_CHANGED =
            new Topic("webhook-endpoints.changed", 6, Duration.ofDays(7), true, MEBIBYTE);
    /** Hashes of API keys. Written by connections-service, keyed by key id. */
    public static final Topic API_KEYS_CHANGED = new Topic("api-keys.changed", 6, Duration.ofDays(7), true, MEBIBYTE);
    /** Every act worth showing. Written by all services, keyed by tenant. */
    public static final Topic ACTIVITY_RECORDED =
            new Topic("activity.recorded", 6, Duration.ofDays(30), false, MEBIBYTE);

    private Topics() {}
}
