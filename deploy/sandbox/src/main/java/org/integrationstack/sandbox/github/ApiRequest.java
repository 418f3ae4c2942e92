package org.integrationstack.sandbox.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * A request to the REST API.
 *
 * @param values decoded path segments by their template's names
 */
record ApiRequest(Call call, Map<String, String> values, Caller caller) {
    private static final int USUAL_PAGE = 30;
    private static final int MOST_PER_PAGE = 100;

    String value(String name) {
        return values.get(name);
    }

    /** A path segment that is a number; anything else is not found. */
    long number(String name) {
        try {
            return Long.parseLong(value(name));
        } catch (NumberFormatException malformed) {
            throw ApiError.notFound();
        }
    }

    /** The person who calls; an anonymous caller is refused, and an installation, which is none. */
    Person person() {
        if (caller.installation().isPresent()) {
            throw ApiError.outOfReach();
        }
        return caller.token().map(Token::person).orElseThrow(ApiError::requiresAuthentication);
    }

    /** As whom the caller acts: an installation as the GitHub App. */
    Person actor() {
        return caller.installation().isPresent() ? Person.APP : person();
    }

    boolean holds(String scope) {
        return caller.holds(scope);
    }

    /** What a token may not do does not exist for it. */
    void require(String scope) {
        actor();
        if (!holds(scope)) {
            throw ApiError.notFound();
        }
    }

    /** The JSON object in the body. */
    ObjectNode body() {
        return Json.parseObject(call.text()).orElseThrow(() -> ApiError.of(400, "Problems parsing JSON"));
    }

    /** A member of {@code body} that must be a text with something in it. */
    static String requiredText(ObjectNode body, String resource, String field) {
        JsonNode node = body.path(field);
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw ApiError.validation(resource, field, "missing_field");
        }
        return node.textValue();
    }

    /**
     * One page of {@code items} as a list, with links to the others.
     *
     * <p>Source: docs.github.com, "Using pagination in the REST API".
     */
    Answer page(String path, List<? extends JsonNode> items) {
        return page(path, items, Json::array);
    }

    /** One page inside an object that {@code wrap} makes of it. */
    Answer page(
            String path, List<? extends JsonNode> items, Function<List<? extends JsonNode>, ? extends JsonNode> wrap) {
        int size = Math.max(1, Math.min(MOST_PER_PAGE, count("per_page", USUAL_PAGE)));
        int page = Math.max(1, count("page", 1));
        int last = Math.max(1, (items.size() + size - 1) / size);
        int from = (int) Math.min(items.size(), (page - 1L) * size);
        Answer answer = Answer.json(200, wrap.apply(items.subList(from, Math.min(items.size(), from + size))));
        String links = links(Addresses.API + path, page, last);
        return links.isEmpty() ? answer : answer.with("Link", links);
    }

    private String links(String address, int page, int last) {
        LinkedHashMap<String, Integer> targets = new LinkedHashMap<>();
        if (page > 1) {
            targets.put("prev", Math.min(page - 1, last));
        }
        if (page < last) {
            targets.put("next", page + 1);
            targets.put("last", last);
        }
        if (page > 1) {
            targets.put("first", 1);
        }
        return targets.entrySet().stream()
                .map(target ->
                        "<" + address + "?" + queryWithPage(target.getValue()) + ">; rel=\"" + target.getKey() + "\"")
                .collect(Collectors.joining(", "));
    }

    private String queryWithPage(int page) {
        Map<String, String> query = new LinkedHashMap<>(call.parameters());
        query.put("page", Integer.toString(page));
        return Form.encode(query);
    }

    private int count(String name, int usual) {
        return call.parameter(name)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElse(usual);
    }
}
