package org.menura.data.dolma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * Rows as JSON in UTF-8, a line each without its end. Numbers keep their digits. Halves of surrogate pairs, which no
 * UTF-8 can hold, are read as U+FFFD.
 */
public final class DocumentJson {
    private static final int MAX_DEPTH = 200;
    private static final JsonMapper MAPPER = mapper();

    private DocumentJson() {}

    /**
     * Parses a row.
     *
     * @param where file and line, for messages
     * @throws FormatException if it is no JSON
     */
    public static JsonNode parse(byte[] line, String where) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            String reason =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            String column = e.getLocation() == null
                    ? ""
                    : ", column %d".formatted(e.getLocation().getColumnNr());
            throw new FormatException("%s%s: not valid JSON: %s".formatted(where, column, reason), e);
        } catch (IOException e) {
            throw new FormatException("%s: not valid JSON: %s".formatted(where, e.getMessage()), e);
        }
        return mayHoldSurrogates(line) ? mended(node) : node;
    }

    /** Writes a row. */
    public static byte[] bytes(JsonNode row) {
        try {
            return MAPPER.writeValueAsBytes(row);
        } catch (JsonProcessingException e) {
            throw new FormatException("a row can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Only a text with an escape of a surrogate can hold a half of one, as UTF-8 itself can't. */
    private static boolean mayHoldSurrogates(byte[] line) {
        for (int i = 0; i + 3 < line.length; i++) {
            if (line[i] == '\\' && line[i + 1] == 'u' && (line[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    private static JsonNode mended(JsonNode node) {
        if (node instanceof TextNode text) {
            String words = text.textValue();
            String whole = whole(words);
            return whole.equals(words) ? node : TextNode.valueOf(whole);
        }
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(mended(field.getValue()));
            }
        } else if (node.isArray()) {
            var list = (com.fasterxml.jackson.databind.node.ArrayNode) node;
            for (int i = 0; i < list.size(); i++) {
                list.set(i, mended(list.get(i)));
            }
        }
        return node;
    }

    private static String whole(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return out.toString();
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxStringLength(Integer.MAX_VALUE)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        return mapper;
    }
}
