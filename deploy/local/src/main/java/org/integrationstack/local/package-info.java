/**
 * The launcher of the local stack: real infrastructure, an identity provider, imitated providers and the four services,
 * on 127.0.0.1, with one command and nothing left behind.
 */
package org.integrationstack.local;
