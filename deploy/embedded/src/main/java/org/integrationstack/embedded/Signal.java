package org.integrationstack.embedded;

/** The signals that this module sends. */
public enum Signal {
    /** PostgreSQL's fast shutdown. */
    INT,
    /** An orderly stop, for almost everything else. */
    TERM,
    /** An end without notice. */
    KILL,
    /** Freezes a process: its connections stay open and nothing answers. */
    STOP,
    /** Wakes a frozen process. */
    CONT;

    /**
     * Sends this signal to a process; a process that is gone is left alone.
     *
     * @param pid a process of this user
     */
    public void send(long pid) {
        try {
            // The shell's own kill: the JDK knows TERM and KILL only, and kill(1) is missing on small systems.
            new ProcessBuilder("sh", "-c", "kill -\"$0\" \"$1\"", name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted while signalling process " + pid, e);
        }
    }
}
