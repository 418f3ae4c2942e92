/** Webhooks over HTTP: heads decided on before bodies are read, bodies read within limits, answers sent. */
package org.integrationstack.gateway.delivery.http;
