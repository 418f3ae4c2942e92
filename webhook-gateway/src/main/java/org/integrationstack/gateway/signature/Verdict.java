package org.integrationstack.gateway.signature;

/** What came of a verification. In order: of several schemes, the one that comes first here has the say. */
public enum Verdict {
    /** It comes from who it says. */
    GENUINE,
    /** It cannot be told now, since the keys that would tell cannot be had: to be sent again. */
    UNVERIFIABLE,
    /** It was genuine, and is too old, or comes from a clock that is ahead. */
    STALE,
    /** It is not. */
    WRONG
}
