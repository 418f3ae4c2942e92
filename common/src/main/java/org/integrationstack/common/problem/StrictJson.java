package org.integrationstack.common.problem;

import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;

/** Takes values for what they are: a number where a text is expected is a mistake to be told, not a text. */
@Singleton
class StrictJson implements ObjectMapperCustomizer {
    private static final List<CoercionInputShape> NO_TEXT =
            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);
    private static final List<LogicalType> NO_TEXTS =
            List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean);

    @Override
    public void customize(ObjectMapper mapper) {
        NO_TEXT.forEach(shape -> mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail));
        NO_TEXTS.forEach(
                type -> mapper.coercionConfigFor(type).setCoercion(CoercionInputShape.String, CoercionAction.Fail));
    }
}
