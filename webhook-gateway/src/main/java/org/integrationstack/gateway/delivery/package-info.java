/**
 * From a request to a record: a delivery is refused, or verified and made durable and only then acknowledged.
 *
 * <pre>
 *   request head ──► Reception.admit ──► body ──► Admitted.examine ──► DeliveryLog.append ──► the provider's answer
 *                        │                 │            │                    │
 *                     Refusal           Refusal      Refusal              Refusal
 * </pre>
 *
 * <p>Promises: what can be refused without the body is refused before it is read; no more of the body is held than the
 * definition allows, and all bodies together stay within a budget; a 2xx is sent only when Kafka has the delivery; the
 * only things read from a body are the event's type, id, account and ordering key.
 */
package org.integrationstack.gateway.delivery;
