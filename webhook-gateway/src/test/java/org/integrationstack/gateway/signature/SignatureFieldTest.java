package org.integrationstack.gateway.signature;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignatureList;

import static org.assertj.core.api.Assertions.assertThat;

class SignatureFieldTest {

    private static final SignatureHeader PAIRS = new SignatureHeader(
            "S", "", Optional.of(new SignatureList(",", Optional.of("="), Set.of("v1"))), Encoding.HEX);
    private static final SignatureHeader PLAIN_LIST = new SignatureHeader(
            "S", "v0=", Optional.of(new SignatureList(",", Optional.empty(), Set.of())), Encoding.HEX);

    @Test
    void takesEverySignatureOfTheAcceptedTags() {
        SignatureField field = pairs("v0=aaaa,t=5,v1=0102,x,v1=0304,=,v1a=0506").orElseThrow();

        assertThat(field.time()).contains("5");
        assertThat(field.signatures()).containsExactly(new byte[] {1, 2}, new byte[] {3, 4});
    }

    @Test
    void passesOverASignatureThatCannotBeRead() {
        assertThat(pairs("t=5,v1=,v1=zz00,v1=01,v1=010203,v1=0102")
                        .orElseThrow()
                        .signatures())
                .containsExactly(new byte[] {1, 2});
    }

    /** The header as Stripe's documents show it, whose secret and body nobody published. */
    @Test
    void readsStripesHeader() {
        String header = "t=1492774577,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd,"
                + "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39";

        SignatureField field =
                SignatureField.read(PAIRS, Optional.of("t"), 32, header).orElseThrow();

        assertThat(field.time()).contains("1492774577");
        assertThat(field.signatures()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "=",
                "t=5",
                "v1=0102",
                "t=5,v0=0102",
                "t=5,t=5,v1=0102",
                "t=5,t=6,v1=0102",
                "t=5, v1=0102",
                "t=5;v1=0102",
                "t=5,v1=0102 ",
                "t=5,V1=0102",
                "t=5,v1:0102",
                " t=5,v1=0102",
                "bad_header"
            })
    void takesNothingElse(String header) {
        assertThat(pairs(header)).isEmpty();
    }

    @Test
    void hasAnEndOfPatience() {
        assertThat(pairs("t=5" + ",v1=0102".repeat(SignatureField.MOST))).isPresent();
        assertThat(pairs("t=5" + ",v1=0102".repeat(SignatureField.MOST + 1))).isEmpty();
    }

    @Test
    void takesAListWithoutTagsBehindItsPrefix() {
        assertThat(SignatureField.read(PLAIN_LIST, Optional.empty(), 2, "v0=0102,0304")
                        .orElseThrow()
                        .signatures())
                .containsExactly(new byte[] {1, 2}, new byte[] {3, 4});
        assertThat(SignatureField.read(PLAIN_LIST, Optional.empty(), 2, "0102,0304"))
                .isEmpty();
    }

    private static Optional<SignatureField> pairs(String header) {
        return SignatureField.read(PAIRS, Optional.of("t"), 2, header);
    }
}
