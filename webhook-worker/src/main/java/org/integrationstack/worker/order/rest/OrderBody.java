package org.integrationstack.worker.order.rest;

import java.util.Locale;
import java.util.Optional;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.worker.order.Order;
import org.integrationstack.worker.order.OrderStatus;

/** What the product says of an order. */
@Schema(name = "NewOrder")
public record OrderBody(
        @NotNull @Min(0) @Schema(description = "In the currency's smallest unit", examples = "1999")
        Long amount,

        @NotNull @Pattern(regexp = "[A-Za-z]{3}", message = "must be a code of three letters") @Schema(examples = "eur")
        String currency,

        @Email @Size(max = 254) @Pattern(regexp = "\\P{Cntrl}*", message = "must be one line") @Schema(description = "Where the buyer is told that it is paid, if the connection's settings say so")
        String receiptEmail,

        @Schema(description = "`pending` where left out; what was paid stays paid")
        OrderStatus status,

        @Size(max = 255) @Schema(description = "The provider's account that it is to be paid to; where left out, any of the tenant's")
        String account,

        @Schema(description = "Whether it is to be paid with real money; where left out, as the service is configured")
        Boolean livemode) {

    Order order(String paymentIntentId) {
        return new Order(
                paymentIntentId,
                OrderStatus.PENDING,
                amount,
                currency.toLowerCase(Locale.ROOT),
                Optional.ofNullable(receiptEmail),
                Optional.ofNullable(account),
                Optional.ofNullable(livemode));
    }
}
