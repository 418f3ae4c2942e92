/** Refusals on the topic {@code activity.recorded}. */
package org.integrationstack.gateway.diagnosis.kafka;
