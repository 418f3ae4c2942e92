/** How this service writes to Kafka: without ever blocking whoever sends. */
package org.integrationstack.gateway.kafka;
