/**
 * What a provider granted, and the conversation with its authorization server: exchanging a code, proving the account,
 * giving a grant back. Everything peculiar to a provider comes from its definition; tokens leave this package only as
 * {@link org.integrationstack.common.secret.Secret} or sealed.
 */
package org.integrationstack.connections.grant;
