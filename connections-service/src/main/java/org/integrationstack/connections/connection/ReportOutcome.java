package org.integrationstack.connections.connection;

/** What came of a report. */
public sealed interface ReportOutcome {

    /**
     * The connection is as it should be after it.
     *
     * @param changed whether it was not before: a report that comes again changes nothing, nor does one that is overtaken
     *     by a newer token
     */
    record Noted(Connection connection, boolean changed) implements ReportOutcome {}

    /** There is no such connection. */
    record Unknown() implements ReportOutcome {}

    /** The connection is another account's. */
    record OtherAccount() implements ReportOutcome {}
}
