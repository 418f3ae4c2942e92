/**
 * API keys, for programs that hold a static token. A key is made and kept by connections-service; the others learn its
 * hash, and what it may do, over the compacted topic {@code api-keys.changed}, and check it by themselves. Promises: no
 * key in clear is kept or sent anywhere; a revoked key is refused as soon as the topic says so, an expired one at once; a
 * key that is refused looks like any bad token; until the topic has been read to its end every key is answered with 503,
 * and bearer tokens of the issuer are accepted all the same. While Kafka is away later on, the keys known before go on.
 *
 * <p>A service that takes no calls from programs switches this off with {@code integration.api-keys.accepted=false}.
 */
package org.integrationstack.common.apikey;
