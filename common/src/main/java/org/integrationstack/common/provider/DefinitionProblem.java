package org.integrationstack.common.provider;

/**
 * What is wrong with a definition file, and where.
 *
 * @param file the file's name
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param column counted from 1; 0 where the file as a whole is meant
 * @param path the field, {@code oauth.token.url}; empty where no field is meant
 * @param reason what is wrong, never with a value from the file
 */
public record DefinitionProblem(String file, int line, int column, String path, String reason) {

    /** {@code acme.yaml:14:7: oauth.token.url: must be https}. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        return path.isEmpty() ? place + ": " + reason : place + ": " + path + ": " + reason;
    }
}
