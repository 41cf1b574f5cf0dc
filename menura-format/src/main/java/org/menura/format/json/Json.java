package org.menura.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Reads JSON (RFC 8259) as published model folders hold it: the bare words {@code Infinity}, {@code -Infinity} and
 * {@code NaN} are numbers, as in Python's writer. Depth and sizes are bounded.
 */
public final class Json {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_BYTES = 256 << 20;
    private static final int MAX_MESSAGE = 200;
    /** What a source ends with that is one line of a file. */
    private static final Pattern LINE = Pattern.compile(", line \\d+$");

    /** What messages say of the parser rather than of the text. */
    private static final Pattern INNARDS = Pattern.compile(
            " \\(start marker at .*|\\[Source: .*| \\(bound as .*| \\(maximum .*StreamReadConstraints.*");

    private static final JsonMapper MAPPER = mapper();
    private static final ObjectReader ONE_OF_MANY =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /**
     * Parses the one value that a file holds.
     *
     * @throws FormatException if the file is no JSON, or has more than 256 MiB
     * @throws UncheckedIOException if the file can't be read
     */
    public static JsonNode parse(Path file) {
        try {
            checkSize(file);
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses the one value in a text.
     *
     * @param source where the text comes from, for messages
     * @throws FormatException if the text is no JSON
     */
    public static JsonNode parse(String text, String source) {
        return check(source, () -> MAPPER.readTree(text));
    }

    /**
     * Parses the one value in a text encoded in UTF-8.
     *
     * @param source where the text comes from, for messages
     * @throws FormatException if the text is no JSON
     */
    public static JsonNode parse(byte[] text, String source) {
        return check(source, () -> MAPPER.readTree(text));
    }

    /** Reads a text token by token; {@code reader}'s JSON errors become {@link FormatException}s. */
    public static <T> T stream(byte[] text, String source, Reader<T> reader) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            return reader.read(parser);
        } catch (IOException e) {
            throw damaged(source, e);
        }
    }

    /**
     * Reads a long text token by token, without a look at names that come twice.
     *
     * @throws FormatException as {@link #stream(byte[], String, Reader)}
     */
    public static <T> T streamAll(byte[] text, String source, Reader<T> reader) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            return reader.read(parser);
        } catch (IOException e) {
            throw damaged(source, e);
        }
    }

    /**
     * Reads a long file token by token, without a look at names that come twice.
     *
     * @throws FormatException if the file is no JSON, or has more than 256 MiB
     * @throws UncheckedIOException if the file can't be read
     */
    public static <T> T streamAll(Path file, Reader<T> reader) {
        try (InputStream in = Files.newInputStream(file)) {
            checkSize(file);
            try (JsonParser parser = MAPPER.createParser(in)) {
                return reader.read(parser);
            } catch (JsonProcessingException e) {
                throw damaged(file.toString(), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the value that begins at the parser's token, and leaves the parser at its last. */
    public static JsonNode value(JsonParser parser) throws IOException {
        return ONE_OF_MANY.readTree(parser);
    }

    /** Returns a value as Java has it: maps in the order of their members, lists, texts, numbers, truth values, null. */
    public static @Nullable Object plain(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> members(json);
            case ARRAY -> {
                List<@Nullable Object> out = new ArrayList<>();
                json.forEach(item -> out.add(plain(item)));
                yield out;
            }
            case STRING -> json.textValue();
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.numberValue();
            default -> null;
        };
    }

    /** Returns the members of an object, each as {@link #plain} has it; none of anything else. */
    public static Map<String, @Nullable Object> members(JsonNode json) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        json.properties().forEach(e -> out.put(e.getKey(), plain(e.getValue())));
        return out;
    }

    /** A reader of tokens, which {@link #stream} calls. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(JsonParser parser) throws IOException;
    }

    private static void checkSize(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new FormatException("%s has %d bytes, more than the %d that are read as JSON; is it the right file?"
                    .formatted(file, size, MAX_BYTES));
        }
    }

    private interface Parse {
        @Nullable
        JsonNode run() throws IOException;
    }

    private static JsonNode check(String source, Parse parse) {
        JsonNode node;
        try {
            node = parse.run();
        } catch (IOException e) {
            throw damaged(source, e);
        }
        if (node == null || node.isMissingNode()) {
            throw new FormatException(source + " is empty where JSON is needed");
        }
        return node;
    }

    private static FormatException damaged(String source, IOException e) {
        if (e instanceof JsonProcessingException json) {
            JsonLocation at = json.getLocation();
            String where = at == null
                    ? ""
                    : LINE.matcher(source).find()
                            ? ", column %d".formatted(at.getColumnNr())
                            : ", line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            return new FormatException("%s%s: not valid JSON: %s".formatted(source, where, brief(json)), e);
        }
        return new FormatException("%s: not valid JSON: %s".formatted(source, e.getMessage()), e);
    }

    private static String brief(JsonProcessingException e) {
        String line = INNARDS.matcher(String.valueOf(e.getOriginalMessage())
                        .lines()
                        .findFirst()
                        .orElse(""))
                .replaceAll("");
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }

    private static JsonMapper mapper() {
        // Interning the hundred thousand keys of a vocabulary costs more than it saves.
        JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .build())
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_BYTES)
                        .build());
        return mapper;
    }
}
