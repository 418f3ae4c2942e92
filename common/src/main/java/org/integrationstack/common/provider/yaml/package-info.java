/**
 * Provider definitions as YAML files: read with limits, checked against {@code provider-definition.schema.json} and for
 * meaning, and turned into records. Promises: whatever bytes a file holds, loading it ends quickly, in a definition or in
 * an {@link org.integrationstack.common.provider.yaml.InvalidDefinitionException} that says file, line, column, field and
 * reason; nothing in a file makes the loader read another file, call a host or create a class.
 */
package org.integrationstack.common.provider.yaml;
