/** Endpoints from the compacted topic {@code webhook-endpoints.changed}. */
package org.integrationstack.gateway.endpoint.kafka;
