package org.integrationstack.common.problem;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.quarkus.runtime.Startup;

/** Has the last word on every problem that an endpoint answers with. */
@ApplicationScoped
@Startup
class ProblemPolicy implements ProblemPostProcessor {
    /** The extension's list of processors is the way in; it takes beans only once they exist, hence {@link Startup}. */
    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        HttpProblem told = problem.getType() == null ? withType(problem, context.cause) : problem;
        Problems.log(told, context.cause);
        return Problems.traced(told);
    }

    private static HttpProblem withType(HttpProblem problem, Throwable cause) {
        HttpProblem described = Problems.describe(cause, problem.getStatusCode());
        HttpProblem.Builder result = HttpProblem.builder(described);
        problem.getHeaders().forEach((name, value) -> {
            if (!described.getHeaders().containsKey(name)) {
                result.withHeader(name, value);
            }
        });
        return withViolations(result, problem.getParameters().get("violations"));
    }

    /** A validation's own words name the field and repeat no value: they are the detail. */
    private static HttpProblem withViolations(HttpProblem.Builder result, Object violations) {
        if (!(violations instanceof List<?> list)) {
            return result.build();
        }
        String detail = list.stream()
                .map(Violation.class::cast)
                .map(violation -> violation.field + ": " + violation.message)
                .collect(Collectors.joining("; "));
        return result.with("violations", list).withDetail(detail).build();
    }
}
