package org.integrationstack.proxy.telemetry;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * Says once that something is away and what that means, and once that it is back, however many calls notice. Safe to
 * use from any thread.
 */
public final class OutageLog {
    private final Logger log;
    private final String what;
    private final String consequence;
    private final AtomicBoolean away = new AtomicBoolean();

    public OutageLog(Logger log, String what, String consequence) {
        this.log = log;
        this.what = what;
        this.consequence = consequence;
    }

    public void failed(Throwable failure) {
        if (away.compareAndSet(false, true)) {
            log.warnf("%s is away, %s: %s", what, consequence, failure);
        }
    }

    public void answered() {
        if (away.compareAndSet(true, false)) {
            log.infof("%s is back", what);
        }
    }
}
