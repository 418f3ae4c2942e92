package org.integrationstack.worker.order;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.common.provider.EventDefinition.Strategy;
import org.integrationstack.worker.event.Happening;

/**
 * What an event says about a payment.
 *
 * @param id the provider's id of the payment, which the order is known by
 * @param amount in the currency's smallest unit
 * @param currency its code, in lower case
 * @param livemode whether real money moved
 * @param account whom it was paid to
 * @param vouched whether the provider vouches for all of it; else whoever knows one endpoint's secret
 * @param succeeded whether it was paid; else the attempt failed
 */
public record Payment(
        String id,
        long amount,
        String currency,
        boolean livemode,
        Optional<String> account,
        boolean vouched,
        boolean succeeded) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Za-z]{3}");

    /** Whether a payment may have that id. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** The payment that an event is about; empty where it does not say enough. */
    static Optional<Payment> of(Happening event) {
        Domain domain = event.definition().domain().orElseThrow();
        Map<String, Object> values = domain.valuesOf(event.content());
        boolean complete = values.get("id") instanceof String id
                && isId(id)
                && values.get("amount") instanceof Long amount
                && amount >= 0
                && values.get("currency") instanceof String currency
                && CURRENCY.matcher(currency).matches();
        return complete
                ? Optional.of(new Payment(
                        (String) values.get("id"),
                        (Long) values.get("amount"),
                        ((String) values.get("currency")).toLowerCase(Locale.ROOT),
                        Boolean.TRUE.equals(values.get("livemode")),
                        event.account(),
                        event.delivery().endpoint().isEmpty(),
                        domain.strategy() == Strategy.ORDER_PAID))
                : Optional.empty();
    }
}
