package org.integrationstack.worker.subscription;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.worker.event.Happening;

/**
 * Something that a customer pays for again and again.
 *
 * @param account the provider's account that it is of
 * @param status as the provider spells it
 * @param plan what is paid for, by the provider's id
 * @param customer who pays, by the provider's id
 * @param cancels whether it ends with its period
 * @param livemode whether real money is paid
 * @param eventAt when that was so, by the provider's clock
 */
public record Subscription(
        String id,
        String provider,
        String account,
        String status,
        Optional<String> plan,
        Optional<String> customer,
        Optional<Period> period,
        Optional<Boolean> cancels,
        Optional<Boolean> livemode,
        Instant eventAt) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    public Subscription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(customer, "customer");
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(cancels, "cancels");
        Objects.requireNonNull(livemode, "livemode");
        Objects.requireNonNull(eventAt, "eventAt");
    }

    /** What is paid for now: from, and until. */
    public record Period(Instant start, Instant end) {}

    /** The subscription that an event is about; empty where it does not say enough. */
    static Optional<Subscription> of(Happening event) {
        Domain domain = event.definition().domain().orElseThrow();
        Map<String, Object> values = domain.valuesOf(event.content());
        Optional<String> id =
                text(values, "id").filter(text -> NAME.matcher(text).matches());
        Optional<String> status =
                text(values, "status").filter(text -> NAME.matcher(text).matches());
        Optional<Instant> at = time(values, "at");
        if (id.isEmpty() || status.isEmpty() || at.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Subscription(
                id.get(),
                event.delivery().provider(),
                event.account().orElse(""),
                status.get(),
                text(values, "plan"),
                text(values, "customer"),
                time(values, "period_start")
                        .flatMap(start -> time(values, "period_end").map(end -> new Period(start, end))),
                truth(values, "cancels"),
                truth(values, "livemode"),
                at.get()));
    }

    private static Optional<String> text(Map<String, Object> values, String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    private static Optional<Boolean> truth(Map<String, Object> values, String name) {
        return values.get(name) instanceof Boolean truth ? Optional.of(truth) : Optional.empty();
    }

    /** Seconds since 1970; no time is one that no calendar of ours reaches. */
    private static Optional<Instant> time(Map<String, Object> values, String name) {
        if (!(values.get(name) instanceof Long seconds)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochSecond(seconds)).filter(Subscription::isStorable);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isStorable(Instant time) {
        return time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"));
    }
}
