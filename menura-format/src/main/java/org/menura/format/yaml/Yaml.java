package org.menura.format.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/**
 * A reader of a YAML document into plain nodes with their line numbers. Aliases, tags and further documents are
 * refused, so that a text is as large as it looks and nothing in it makes an object.
 */
public final class Yaml {
    /** The maximum size of a document in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final Pattern TAB = Pattern.compile(" *\t");
    private static final int MAX_DEPTH = 20;
    private static final YAMLFactory FACTORY = YAMLFactory.builder().build();

    private final String source;
    private final String noun;
    private final YAMLParser parser;

    private Yaml(String source, String noun, YAMLParser parser) {
        this.source = source;
        this.noun = noun;
        this.parser = parser;
    }

    /** A value in the document, with the line of its first character. */
    public sealed interface Node {
        int line();
    }

    /** A mapping of keys to values. */
    public record Mapping(Map<String, Entry> entries, int line) implements Node {}

    /** A value of a mapping, and the line of its key. */
    public record Entry(int line, Node value) {}

    /** A sequence of values. */
    public record Sequence(List<Node> items, int line) implements Node {}

    /** A scalar value. */
    public record Scalar(Type type, String text, int line) implements Node {}

    /** The type of a scalar as written. */
    public enum Type {
        TEXT,
        NUMBER,
        FLAG,
        NOTHING
    }

    /**
     * Reads a document.
     *
     * @param source where it comes from, for messages
     * @param noun what it ought to be, for messages: recipe, plan
     * @throws FormatException if it is no mapping in YAML
     */
    public static Mapping parse(String text, String source, String noun) {
        if (text.length() > MAX_BYTES) {
            throw new FormatException("%s has more than the %d characters that a %s may have; is it the right file?"
                    .formatted(source, MAX_BYTES, noun));
        }
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new Yaml(source, noun, parser).document();
        } catch (JsonProcessingException e) {
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (TAB.matcher(lines.get(i)).lookingAt()) {
                    throw new FormatException(
                            "%s, line %d: not valid YAML: it begins with a tab; YAML is indented with spaces"
                                    .formatted(source, i + 1),
                            e);
                }
            }
            String where = e.getLocation() == null
                    ? source
                    : "%s, line %d".formatted(source, e.getLocation().getLineNr());
            String reason =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new FormatException("%s: not valid YAML: %s".formatted(where, reason), e);
        } catch (IOException e) {
            throw new FormatException("%s: not valid YAML: %s".formatted(source, e.getMessage()), e);
        }
    }

    private Mapping document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new FormatException("%s is empty where a %s is needed".formatted(source, noun));
        }
        if (!(node(0) instanceof Mapping mapping)) {
            throw new FormatException("%s holds no keys and values; is it a %s?".formatted(source, noun));
        }
        if (parser.nextToken() != null) {
            throw error(line(), "a second document begins here; a %s is one document".formatted(noun));
        }
        return mapping;
    }

    private Node node(int depth) throws IOException {
        int line = line();
        if (depth > MAX_DEPTH) {
            throw error(line, "nested more than %d deep".formatted(MAX_DEPTH));
        }
        if (parser.isCurrentAlias()) {
            throw error(line, "aliases (*name) are not read; write the value out");
        }
        if (parser.getTypeId() != null) {
            throw error(line, "tags (!name) are not read; remove it");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line, depth);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(depth + 1));
                }
                yield new Sequence(items, line);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(Type.NUMBER, parser.getText(), line);
            case VALUE_TRUE -> new Scalar(Type.FLAG, "true", line);
            case VALUE_FALSE -> new Scalar(Type.FLAG, "false", line);
            case VALUE_NULL -> new Scalar(Type.NOTHING, "", line);
            default -> new Scalar(Type.TEXT, parser.getText(), line);
        };
    }

    private Mapping mapping(int line, int depth) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            Entry before = entries.putIfAbsent(key, new Entry(keyLine, node(depth + 1)));
            if (before != null) {
                throw error(keyLine, "'%s' is given twice, first in line %d".formatted(key, before.line()));
            }
        }
        return new Mapping(entries, line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private FormatException error(int line, String problem) {
        return new FormatException("%s, line %d: %s".formatted(source, line, problem));
    }
}
