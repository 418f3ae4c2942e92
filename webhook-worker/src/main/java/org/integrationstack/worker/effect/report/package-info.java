/** Effects of kind {@code report}: connections-service hears that the provider ended what a connection rests on. */
package org.integrationstack.worker.effect.report;
