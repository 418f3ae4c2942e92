package org.integrationstack.common.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QueryDroppingProcessorTest {
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");

    private final SdkTracerProvider tracing = SdkTracerProvider.builder()
            .addSpanProcessor(new QueryDroppingProcessor())
            .build();

    @Test
    void leavesNoQueryInASpan() {
        ReadableSpan span = (ReadableSpan) tracing.get("test")
                .spanBuilder("GET /callback")
                .setAttribute(QUERY, "code=s3cret")
                .setAttribute(URL, "https://provider.example/token?code=s3cret")
                .startSpan();

        assertThat(span.getAttribute(QUERY)).isEqualTo("dropped");
        assertThat(span.getAttribute(URL)).isEqualTo("https://provider.example/token");
    }

    @Test
    void addsNothingToASpanWithoutQuery() {
        ReadableSpan span =
                (ReadableSpan) tracing.get("test").spanBuilder("work").startSpan();

        assertThat(span.toSpanData().getAttributes().isEmpty()).isTrue();
    }
}
