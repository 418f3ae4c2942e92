package org.integrationstack.common.provider.yaml;

import java.util.List;
import java.util.stream.Collectors;

import org.integrationstack.common.provider.DefinitionProblem;

/** A definition file was refused; the problems are in the order of the file and there is at least one. */
public final class InvalidDefinitionException extends Exception {

    private final transient List<DefinitionProblem> problems;

    InvalidDefinitionException(List<DefinitionProblem> problems) {
        super(problems.stream().map(DefinitionProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<DefinitionProblem> problems() {
        return problems;
    }
}
