package org.integrationstack.gateway.signature;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.http.AddressRange;

import static org.assertj.core.api.Assertions.assertThat;

class OriginVerifierTest {

    private static final String ORG = "00D5g000004UnkrEAC";

    private final Sample message = Sample.of(
                    "salesforce", "https://hooks.example.com/", Map.of("Content-Type", "text/xml; charset=UTF-8"))
            .values(Map.of("account", ORG))
            .from("13.110.54.1")
            .body(envelope("<OrganizationId>" + ORG + "</OrganizationId>"));

    private static String envelope(String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
                <notifications xmlns="http://soap.sforce.com/2005/09/outbound">%s</notifications>
                </soapenv:Body></soapenv:Envelope>""".formatted(content);
    }

    @Test
    void takesAMessageOfTheOrgFromTheProvidersAddresses() {
        assertThat(message.isGenuine()).isTrue();
        assertThat(message.from("::ffff:13.110.54.1").isGenuine())
                .as("within IPv6")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13.112.0.1",
                "127.0.0.1",
                "::1",
                "2001:db8::1",
                "",
                "localhost",
                "13.110.54.1.nip.io",
                "13.110.54",
                "999.1.1.1"
            })
    void takesNoneFromElsewhere(String address) {
        assertThat(message.from(address).verdict()).isEmpty();
    }

    @Test
    void takesTheOperatorsAddressesInPlaceOfTheDefinitions() {
        Trust operators = new Trust(List.of(), message.trust().values(), List.of(AddressRange.parse("127.0.0.1/32")));

        assertThat(message.trust(operators).from("127.0.0.1").isGenuine()).isTrue();
        assertThat(message.trust(operators).verdict()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<OrganizationId/>",
                "<OrganizationId>00D5g000004UnkrEAB</OrganizationId>",
                "<OrganizationId>00D5g000004Unkr</OrganizationId>",
                "<OrganizationId>00D5g000004UnkrEAC</OrganizationId><OrganizationId>00D5g000004UnkrEAC</OrganizationId>",
                "<x><OrganizationId>00D5g000004UnkrEAC</OrganizationId></x>"
            })
    void takesNoneThatNamesAnotherOrg(String content) {
        assertThat(message.body(envelope(content)).verdict()).contains(Verdict.WRONG);
    }

    @Test
    void readsNoOtherLanguageAndNoDoctype() {
        String doctype = "<!DOCTYPE x [<!ENTITY org \"" + ORG + "\">]>";

        assertThat(message.header("Content-Type", "application/json").verdict()).contains(Verdict.WRONG);
        assertThat(message.body(doctype + "<Envelope><Body><notifications><OrganizationId>&org;</OrganizationId>"
                                + "</notifications></Body></Envelope>")
                        .verdict())
                .contains(Verdict.WRONG);
    }

    @Test
    void needsToKnowTheOrg() {
        assertThat(message.values(Map.of()).verifier()).isEmpty();
        assertThat(message.values(Map.of("account", "")).verifier()).isEmpty();
    }
}
