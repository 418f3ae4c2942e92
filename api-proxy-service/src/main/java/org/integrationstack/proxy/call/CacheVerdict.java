package org.integrationstack.proxy.call;

import java.util.Locale;

/** What the cache had to do with an answer. */
public enum CacheVerdict {
    /** The answer was there and fresh; the provider was not asked. */
    HIT,
    /** The provider was asked; it might have been there. */
    MISS,
    /** The answer was there, and the provider confirmed it. */
    REVALIDATED,
    /** The cache took no part: another method, a partial or conditional request, the caller's wish, or it is away. */
    BYPASS;

    /** As answers and metrics spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
