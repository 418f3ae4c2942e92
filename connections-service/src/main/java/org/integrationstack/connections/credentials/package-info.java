/**
 * Hands tokens to the one service that sends requests to providers. Nobody else gets one: the endpoint is for our own
 * services' tokens alone, and answers are never stored on the way.
 */
package org.integrationstack.connections.credentials;
