/**
 * Secrets: held redacted, compared in constant time, sealed at rest under keys with ids so that keys can change while
 * data stays readable. Keys that lie beside the data are themselves wrapped under one that does not.
 */
package org.integrationstack.common.secret;
