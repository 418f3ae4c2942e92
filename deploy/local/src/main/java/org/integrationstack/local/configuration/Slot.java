package org.integrationstack.local.configuration;

/** What listens where: an offset from the first port of the block that the stack uses. */
public enum Slot {
    CONNECTIONS("connections-service", 1),
    GATEWAY("webhook-gateway", 2),
    WORKER("webhook-worker", 3),
    PROXY("api-proxy-service", 4),
    CONNECTIONS_MANAGEMENT("connections-service (management)", 11),
    GATEWAY_MANAGEMENT("webhook-gateway (management)", 12),
    WORKER_MANAGEMENT("webhook-worker (management)", 13),
    PROXY_MANAGEMENT("api-proxy-service (management)", 14),
    SANDBOX("sandbox", 20),
    IDENTITY("identity", 21),
    MAIL("mail sink (JSON)", 22),
    SMTP("mail sink (SMTP)", 23),
    POSTGRES("PostgreSQL", 30),
    KAFKA("Kafka", 31),
    KAFKA_CONTROLLER("Kafka's controller", 32),
    REDIS("Redis (state)", 33),
    REDIS_CACHE("Redis (cache)", 34);

    private final String user;
    private final int offset;

    Slot(String user, int offset) {
        this.user = user;
        this.offset = offset;
    }

    /** What listens there, as people call it. */
    public String user() {
        return user;
    }

    int offset() {
        return offset;
    }
}
