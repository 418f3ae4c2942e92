package org.integrationstack.connections.connection;

/** Why a grant is given back. */
public enum RevocationReason {
    /** Its connection was ended. */
    DISCONNECTED,
    /** Its connection was authorized anew and holds another. */
    REPLACED,
    /** The provider issued it, but no connection came to hold it. */
    UNATTACHED,
    /** An authorization code that is being exchanged: what it brings is given back when nobody comes to hold that. */
    EXCHANGING,
    /** A program may still redeem it; given back when it does not. */
    UNREDEEMED
}
