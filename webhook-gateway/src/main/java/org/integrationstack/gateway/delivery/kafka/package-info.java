/** Kafka as the log of deliveries. */
package org.integrationstack.gateway.delivery.kafka;
