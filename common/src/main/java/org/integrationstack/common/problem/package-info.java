/**
 * Errors that callers see: RFC 9457 problems with a stable {@code type}, from one place for all services. A problem
 * never echoes a secret, a request body or what a remote system said.
 */
package org.integrationstack.common.problem;
