package org.integrationstack.sandbox.salesforce;

/** Salesforce's ids: what kind of thing they name is in their first three characters. */
final class Ids {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private Ids() {}

    /** The id of the {@code number}th thing whose kind has that prefix. */
    static String numbered(String prefix, int number) {
        return full("%s5g%010d".formatted(prefix, number));
    }

    /**
     * The 18 characters that compare without case, from the 15 that do not: three more tell which of
     * each five are capitals.
     *
     * <p>Source: help.salesforce.com, "15-character and 18-character record IDs".
     */
    static String full(String id) {
        StringBuilder suffix = new StringBuilder();
        for (int part = 0; part < 15; part += 5) {
            int capitals = 0;
            for (int i = 0; i < 5; i++) {
                if (Character.isUpperCase(id.charAt(part + i))) {
                    capitals |= 1 << i;
                }
            }
            suffix.append(DIGITS.charAt(capitals));
        }
        return id + suffix;
    }
}
