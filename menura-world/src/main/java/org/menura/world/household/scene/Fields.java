package org.menura.world.household.scene;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/**
 * The fields of a JSON object, read with checks.
 *
 * @param source where it comes from, for messages
 */
record Fields(JsonNode node, String source) {
    Fields {
        if (!node.isObject()) {
            throw new FormatException("%s: an object is needed here".formatted(source));
        }
    }

    String text(String name) {
        return text(node.path(name), name);
    }

    private String text(JsonNode value, String name) {
        if (!value.isTextual() || value.asText().isBlank()) {
            throw wrong(name, "a text");
        }
        return value.asText();
    }

    int number(String name) {
        JsonNode value = node.path(name);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong(name, "a whole number");
        }
        return value.intValue();
    }

    boolean truth(String name) {
        JsonNode value = node.path(name);
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        list(name).forEach(n -> texts.add(text(n, name)));
        return texts;
    }

    List<Integer> numbers(String name) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.canConvertToInt() || !value.isIntegralNumber()) {
                throw wrong(name, "a list of whole numbers");
            }
            numbers.add(value.intValue());
        }
        return numbers;
    }

    double[] point(String name, int size) {
        JsonNode list = list(name);
        double[] point = new double[size];
        for (int i = 0; i < size; i++) {
            if (list.size() != size || !list.get(i).isNumber()) {
                throw wrong(name, "a list of %d numbers".formatted(size));
            }
            point[i] = list.get(i).doubleValue();
        }
        return point;
    }

    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        list(name).forEach(n -> objects.add(new Fields(n, "%s, \"%s\"".formatted(source, name))));
        return objects;
    }

    Map<String, Set<String>> sets(String name) {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw wrong(name, "an object of lists");
        }
        Fields of = new Fields(value, "%s, \"%s\"".formatted(source, name));
        Map<String, Set<String>> sets = new LinkedHashMap<>();
        value.fieldNames().forEachRemaining(n -> sets.put(n, new LinkedHashSet<>(of.texts(n))));
        return sets;
    }

    private JsonNode list(String name) {
        JsonNode value = node.path(name);
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        return value;
    }

    private FormatException wrong(String name, String what) {
        return new FormatException("%s: the field \"%s\" must be %s".formatted(source, name, what));
    }
}
