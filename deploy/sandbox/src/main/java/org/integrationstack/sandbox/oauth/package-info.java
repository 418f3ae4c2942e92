/**
 * What every OAuth provider here shares, so that each states only its quirks.
 *
 * <p>{@link org.integrationstack.sandbox.oauth.AuthorizeEndpoint} answers GET and POST of the
 * authorization address: exact redirect URIs, the consent page with its people and scopes, {@code
 * auto=allow|deny}, {@code login} and {@code grant}. A provider hands it an {@link
 * org.integrationstack.sandbox.oauth.Authorization}: its people, scopes, refusals and the fields it
 * adds to the way back.
 *
 * <p>{@link org.integrationstack.sandbox.oauth.Authorizations} gives codes and takes each once, in
 * time, with its PKCE verifier and redirect URI; {@link
 * org.integrationstack.sandbox.oauth.Redemption} says what came of it and the provider words it. A
 * provider's token endpoint is its own: it reads the client by {@link
 * org.integrationstack.sandbox.oauth.ClientCredentials}, redeems, and issues from {@link
 * org.integrationstack.sandbox.oauth.Tokens}, which know expiry, ends and kinship (the {@link
 * org.integrationstack.sandbox.oauth.Consent} at their root). {@link
 * org.integrationstack.sandbox.oauth.Secrets} makes codes and tokens.
 */
package org.integrationstack.sandbox.oauth;
