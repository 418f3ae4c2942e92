package org.integrationstack.connections.connection.postgres;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.integrationstack.connections.connection.GrantedScopes;

/** The scopes of further tokens as JSON: {@code {"user": {"requested": […], "granted": […]}}}. */
final class SlotScopes {
    private SlotScopes() {}

    static String write(Map<String, GrantedScopes> slots) {
        JsonObject json = new JsonObject();
        slots.forEach((slot, scopes) -> json.put(
                slot,
                new JsonObject().put("requested", array(scopes.requested())).put("granted", array(scopes.granted()))));
        return json.encode();
    }

    static Map<String, GrantedScopes> read(String text) {
        Map<String, GrantedScopes> slots = new LinkedHashMap<>();
        JsonObject json = new JsonObject(text);
        for (String slot : json.fieldNames()) {
            JsonObject scopes = json.getJsonObject(slot);
            slots.put(
                    slot,
                    new GrantedScopes(set(scopes.getJsonArray("requested")), set(scopes.getJsonArray("granted"))));
        }
        return slots;
    }

    private static JsonArray array(Set<String> scopes) {
        JsonArray array = new JsonArray();
        scopes.forEach(array::add);
        return array;
    }

    private static Set<String> set(JsonArray array) {
        Set<String> scopes = new LinkedHashSet<>();
        array.forEach(scope -> scopes.add((String) scope));
        return scopes;
    }
}
