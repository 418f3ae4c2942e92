package org.integrationstack.worker.delivery.rest;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jboss.resteasy.reactive.RestQuery;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.Deliveries.Position;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** What a list of deliveries may be narrowed to, as it stands in the query. */
class DeliveryQuery {
    private static final Pattern VISIBLE = Pattern.compile("\\P{Cc}{1,512}");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    @RestQuery
    String provider;

    @RestQuery
    String endpoint;

    @RestQuery
    String connection;

    @RestQuery
    String type;

    @RestQuery
    String status;

    @RestQuery
    String key;

    @RestQuery
    String from;

    @RestQuery
    String to;

    @RestQuery
    String cursor;

    Filter filter() {
        return new Filter(
                read("provider", provider, DeliveryQuery::text),
                read("endpoint", endpoint, DeliveryQuery::text),
                read("connection", connection, ConnectionId::parse),
                read("type", type, DeliveryQuery::text),
                read("status", status, DeliveryStatus::named),
                read("key", key, DeliveryQuery::text),
                read("from", from, DeliveryQuery::instant),
                read("to", to, DeliveryQuery::instant));
    }

    Optional<Position> position() {
        return read("cursor", cursor, DeliveryQuery::decode);
    }

    /** The cursor of the page that comes after this delivery. */
    static String cursorAfter(Delivery delivery) {
        String place = delivery.receivedAt() + " " + delivery.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Position> decode(String cursor) {
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            return place.length < 2
                    ? Optional.empty()
                    : instant(place[0])
                            .flatMap(time -> DeliveryId.parse(place[1]).map(id -> new Position(time, id)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Postgres has no text with a zero byte. */
    private static Optional<String> text(String text) {
        return Optional.of(text).filter(value -> VISIBLE.matcher(value).matches());
    }

    /** A time that Postgres can compare: it would fail with those of a billion years hence. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(time -> !time.isBefore(Instant.EPOCH) && time.isBefore(END));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> read(String name, String text, Function<String, Optional<T>> reader) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(reader.apply(text)
                .orElseThrow(() -> ProblemType.INVALID_REQUEST.asException(
                        "The query parameter " + name + " has no valid value.")));
    }
}
