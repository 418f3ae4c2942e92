package org.integrationstack.sandbox.salesforce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/** The records of every org, each with all its fields. Confined to the event loop. */
final class Records {
    private static final int ACCOUNTS = 12;
    /** More than one answer holds, so that there is a next page. */
    private static final int CONTACTS = 2500;

    private static final String[] INDUSTRIES = {"Agriculture", "Banking", "Energy", "Retail"};
    private static final Map<String, Type> TYPES = Map.of(
            "Account", new Type("Account", "001", "Name", List.of("Name", "Industry", "Website")),
            "Contact", new Type("Contact", "003", "LastName", List.of("LastName", "Name", "Email", "AccountId")));

    /**
     * A kind of record.
     *
     * @param required the field that a new one must have
     * @param fields besides {@code Id}
     */
    record Type(String name, String prefix, String required, List<String> fields) {
        boolean has(String field) {
            return field.equals("Id") || fields.contains(field);
        }
    }

    private final Map<Org, Map<String, List<ObjectNode>>> records = new HashMap<>();

    /** The kind of that name. */
    static Optional<Type> type(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    List<ObjectNode> all(Org org, Type type) {
        return records.computeIfAbsent(org, Records::first).get(type.name());
    }

    Optional<ObjectNode> one(Org org, Type type, String id) {
        // The last three of 18 characters only repeat what the case of the others says.
        return all(org, type).stream()
                .filter(record -> record.path("Id").asText().startsWith(id) && id.length() >= 15)
                .findFirst();
    }

    /** Adds a record with the given fields; answers its id. */
    String add(Org org, Type type, ObjectNode fields) {
        List<ObjectNode> all = all(org, type);
        String id = Ids.numbered(type.prefix(), all.size() + 1);
        ObjectNode record = Json.object().put("Id", id);
        type.fields()
                .forEach(
                        field -> record.set(field, fields.path(field).isMissingNode() ? nothing() : fields.get(field)));
        all.add(record);
        return id;
    }

    private static JsonNode nothing() {
        return Json.object().nullNode();
    }

    private static Map<String, List<ObjectNode>> first(Org org) {
        Map<String, List<ObjectNode>> records = new LinkedHashMap<>();
        records.put("Account", list(ACCOUNTS, number -> account(org, number)));
        records.put("Contact", list(CONTACTS, Records::contact));
        return records;
    }

    private static List<ObjectNode> list(int count, IntFunction<ObjectNode> record) {
        return new ArrayList<>(IntStream.rangeClosed(1, count).mapToObj(record).toList());
    }

    private static ObjectNode account(Org org, int number) {
        return Json.object()
                .put("Id", Ids.numbered("001", number))
                .put("Name", "%s Customer %d".formatted(org.name(), number))
                .put("Industry", INDUSTRIES[number % INDUSTRIES.length])
                .put("Website", "https://customer%d.example".formatted(number));
    }

    private static ObjectNode contact(int number) {
        return Json.object()
                .put("Id", Ids.numbered("003", number))
                .put("LastName", "Person %d".formatted(number))
                .put("Name", "Some Person %d".formatted(number))
                .put("Email", "person%d@customer.example".formatted(number))
                .put("AccountId", Ids.numbered("001", 1 + number % ACCOUNTS));
    }
}
