package org.menura.train.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.hub.HubCache;

/**
 * The checked values of a section of a recipe, with all defaults. A getter throws {@link IllegalArgumentException} for a
 * key that the section doesn't have, or that has no value or one of another kind: mistakes of a program, not of a recipe.
 */
public final class Options {
    private final String path;
    private final Path base;
    private final Map<String, @Nullable Object> values;
    private final List<String> files;

    Options(String path, Path base, Map<String, @Nullable Object> values, List<String> files) {
        this.path = path;
        this.base = base;
        this.files = List.copyOf(files);
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Lists the keys that name files to read. */
    public List<String> files() {
        return files;
    }

    /** Returns whether the key has a value. */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** Returns the integer of a key. */
    public long whole(String key) {
        return get(key, Long.class);
    }

    /** Returns the number of a key. */
    public double number(String key) {
        return get(key, Double.class);
    }

    /** Returns the truth value of a key. */
    public boolean flag(String key) {
        return get(key, Boolean.class);
    }

    /** Returns the text of a key, or the chosen word of a choice. */
    public String text(String key) {
        return get(key, String.class);
    }

    /**
     * Returns the path of a key, resolved against the recipe's folder; of keys that name a model, also that of a pulled
     * one.
     */
    public Path path(String key) {
        String text = text(key);
        Path path = base.resolve(text).normalize();
        return files.contains(key) && !Files.exists(path) ? HubCache.find(text).orElse(path) : path;
    }

    /** Returns the texts of a key. */
    public List<String> texts(String key) {
        return list(key, String.class);
    }

    /** Returns the numbers of a key. */
    public List<Double> numbers(String key) {
        return list(key, Double.class);
    }

    /** Returns the whole numbers of a key. */
    public List<Long> wholes(String key) {
        return list(key, Long.class);
    }

    /** Returns the paths of a key, resolved against the recipe's folder. */
    public List<Path> paths(String key) {
        return texts(key).stream().map(p -> base.resolve(p).normalize()).toList();
    }

    /** Returns a nested section. */
    public Options part(String key) {
        return get(key, Options.class);
    }

    /** Returns a nested section that may be left out. */
    public Optional<Options> optionalPart(String key) {
        return has(key) ? Optional.of(part(key)) : Optional.empty();
    }

    /** Returns the sections of a list. */
    public List<Options> parts(String key) {
        return list(key, Options.class);
    }

    /** Returns the keys and values as JSON, in the order of the schema; keys without a value are left out. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        values.forEach((key, value) -> {
            if (value != null) {
                json.set(key, json(value));
            }
        });
        return json;
    }

    private <T> T get(String key, Class<T> kind) {
        Object value = values.get(key);
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException("%s%s is %s, where a program asks for %s"
                    .formatted(path.isEmpty() ? "" : path + ".", key, value, kind.getSimpleName()));
        }
        return kind.cast(value);
    }

    private <T> List<T> list(String key, Class<T> kind) {
        List<?> list = get(key, List.class);
        return list.stream().map(kind::cast).toList();
    }

    private static JsonNode json(Object value) {
        return switch (value) {
            case Options part -> part.toJson();
            case List<?> list -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (Object item : list) {
                    array.add(json(item));
                }
                yield array;
            }
            case Long whole -> JsonNodeFactory.instance.numberNode(whole);
            case Double real -> JsonNodeFactory.instance.numberNode(real);
            case Boolean flag -> JsonNodeFactory.instance.booleanNode(flag);
            default -> JsonNodeFactory.instance.textNode(value.toString());
        };
    }
}
