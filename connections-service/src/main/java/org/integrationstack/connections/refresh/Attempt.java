package org.integrationstack.connections.refresh;

import java.net.URI;
import java.time.Duration;

/**
 * One renewal under way.
 *
 * @param replay whether the refresh token may have been used up by a call that was never answered
 * @param refused whether the token was refused
 * @param begun when it was begun, by {@link Waiting#elapsed}
 */
record Attempt(
        StoredToken token,
        Renewal renewal,
        Renewal.Renewable renewable,
        boolean replay,
        boolean refused,
        Duration begun) {
    URI endpoint() {
        return renewal.endpoint(renewable);
    }

    /** What holds while the lease is ours. */
    Fence held() {
        return token.fence().next();
    }
}
