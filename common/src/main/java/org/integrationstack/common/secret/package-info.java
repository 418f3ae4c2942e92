/**
 * Secrets: held redacted, compared in constant time, sealed at rest under keys with ids so that keys can change while
 * data stays readable.
 */
package org.integrationstack.common.secret;
