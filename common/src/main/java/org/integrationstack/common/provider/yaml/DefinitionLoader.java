package org.integrationstack.common.provider.yaml;

import java.util.List;

import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.ProviderDefinition;

/** Turns a definition file into a definition. Safe to use from any thread. */
public final class DefinitionLoader {

    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = YamlDocument.MAX_BYTES;

    private volatile DefinitionSchema schema;

    /**
     * @param file the file's name, for what is said about it
     * @throws InvalidDefinitionException if the content is not a definition, with all that was found
     */
    public ProviderDefinition load(String file, byte[] content) throws InvalidDefinitionException {
        YamlDocument document = YamlDocument.parse(file, content);
        List<DefinitionProblem> problems = schema().check(document);
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
        return new DefinitionReader(document).read();
    }

    /** As {@link #load}, for content whose shape a test has checked: without the schema a service starts sooner. */
    ProviderDefinition loadBuiltIn(String file, byte[] content) throws InvalidDefinitionException {
        return new DefinitionReader(YamlDocument.parse(file, content)).read();
    }

    private DefinitionSchema schema() {
        if (schema == null) {
            schema = new DefinitionSchema();
        }
        return schema;
    }
}
