/**
 * The OpenID Connect provider of the local stack: it checks client secrets, signs in the local people with one click,
 * and issues the access tokens that the services expect. Its signing key survives restarts; sessions and refresh tokens
 * do not. It runs on the loopback address only and is no part of production.
 */
package org.integrationstack.identity;
