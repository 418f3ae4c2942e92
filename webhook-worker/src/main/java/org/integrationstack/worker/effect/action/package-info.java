/**
 * Effects of kind {@code action}: what the provider's definition says can be done at it, through the proxy, under a
 * connection, with whatever keeps a repetition from acting twice.
 */
package org.integrationstack.worker.effect.action;
