package org.integrationstack.worker.order;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that is to be paid.
 *
 * @param paymentIntentId the provider's id of its payment
 * @param amount in the currency's smallest unit
 * @param currency its code, in lower case
 * @param receiptEmail where the buyer is told that it is paid
 * @param account whom it is to be paid to; empty for any account of the tenant's for which the provider itself vouches
 * @param livemode whether it is to be paid with real money; empty as the configuration says
 */
public record Order(
        String paymentIntentId,
        OrderStatus status,
        long amount,
        String currency,
        Optional<String> receiptEmail,
        Optional<String> account,
        Optional<Boolean> livemode) {
    public Order {
        Objects.requireNonNull(paymentIntentId, "paymentIntentId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(receiptEmail, "receiptEmail");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(livemode, "livemode");
    }

    /** The order that a payment must have been for, where nobody told of one. */
    static Order madeOf(Payment payment, Optional<String> receiptEmail) {
        return new Order(
                payment.id(),
                OrderStatus.PENDING,
                payment.amount(),
                payment.currency(),
                receiptEmail,
                payment.account(),
                Optional.of(payment.livemode()));
    }

    boolean isPaid() {
        return status == OrderStatus.PAID;
    }

    /**
     * Why a payment does not count for this order; empty where it does.
     *
     * @param testPayments whether an order that does not say its mode may be paid with test money
     */
    Optional<String> objectionTo(Payment payment, boolean testPayments) {
        if (!livemode.map(mode -> mode == payment.livemode()).orElse(payment.livemode() || testPayments)) {
            return Optional.of("the payment is in another mode than its order");
        }
        if (account.isPresent() && !account.equals(payment.account())) {
            return Optional.of("the payment is to another account than its order");
        }
        if (account.isEmpty() && !payment.vouched()) {
            return Optional.of("its order names no account, so that the word of an endpoint does not count");
        }
        if (!currency.equals(payment.currency())) {
            return Optional.of("the payment is in another currency than its order");
        }
        return amount == payment.amount()
                ? Optional.empty()
                : Optional.of("the payment is of another amount than its order");
    }

    /** The order once a payment that counts for it went so. */
    Order after(Payment payment) {
        return isPaid() ? this : with(payment.succeeded() ? OrderStatus.PAID : OrderStatus.FAILED);
    }

    /** Whether the other one is the same thing to be paid in the same way. */
    boolean costsAs(Order other) {
        return amount == other.amount
                && currency.equals(other.currency)
                && account.equals(other.account)
                && livemode.equals(other.livemode);
    }

    Order with(OrderStatus newStatus) {
        return new Order(paymentIntentId, newStatus, amount, currency, receiptEmail, account, livemode);
    }
}
