/**
 * What a provider granted, and the conversation with its authorization server: exchanging a code, proving the account,
 * asking about a token, giving a grant back.
 *
 * <p>Promises: whatever a provider sends, or does not, becomes one of a few outcomes within the configured time; an
 * answer that can be read in two ways is not read at all; no value of an answer is used as an address that is not one of
 * the provider's. Everything peculiar to a provider comes from its definition; tokens leave this package only as
 * {@link org.integrationstack.common.secret.Secret} or sealed.
 */
package org.integrationstack.connections.grant;
