/**
 * Whether a delivery is genuine. Promises: signatures are computed over the bytes as they came and compared in constant
 * time; a signature that is missing, doubled, malformed or too old is refused; nothing here reveals a secret or what a
 * signature should have been.
 */
package org.integrationstack.gateway.signature;
