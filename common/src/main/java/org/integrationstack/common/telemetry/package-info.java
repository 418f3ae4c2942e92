/** What leaves for the tracing back end: only if one is configured, and never a query string. */
package org.integrationstack.common.telemetry;
