/**
 * Whose account a call uses: the connection's facts and its credential, asked from connections-service for each call. A
 * credential is held for the length of one call and never written anywhere.
 */
package org.integrationstack.proxy.connection;
