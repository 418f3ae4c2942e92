/** Effects of kind {@code publish}: an event on {@code integration.events}, through the outbox, exactly when the delivery commits. */
package org.integrationstack.worker.effect.publish;
