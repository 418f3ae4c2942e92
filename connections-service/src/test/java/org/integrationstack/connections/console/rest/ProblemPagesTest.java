package org.integrationstack.connections.console.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.common.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** A problem that has no words of its own still says what a person can do. */
class ProblemPagesTest {
    @ParameterizedTest
    @CsvSource({
        "401,Please sign in",
        "403,ask whoever runs this installation",
        "404,leads nowhere",
        "405,Nothing was changed",
        "500,nothing that you did",
        "503,try again in a minute"
    })
    void findsWords(int status, String words) {
        HttpProblem problem =
                HttpProblem.builder().withStatus(status).withTitle("Title").build();

        ProblemPages.Told told = ProblemPages.Told.of(problem);

        assertThat(told.heading()).isEqualTo("Title");
        assertThat(told.text()).contains(words);
        assertThat(told.trace()).isEmpty();
    }

    @Test
    void leavesAProblemItsOwnWords() {
        HttpProblem problem = HttpProblem.builder(ProblemType.FORBIDDEN.asException("Only on Sundays."))
                .with("traceId", "4bf9")
                .build();

        ProblemPages.Told told = ProblemPages.Told.of(problem);

        assertThat(told.text()).isEqualTo("Only on Sundays.");
        assertThat(told.trace()).contains("4bf9");
    }
}
