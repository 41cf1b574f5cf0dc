package org.menura.agent.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.GrammarState;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.constrain.json.SchemaOptions;

/** Checks JSON that others wrote against a schema, by the grammar that forces a local model. */
public final class ArgumentCheck {
    private static final int SHOWN = 40;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ArgumentCheck() {}

    /** Returns JSON values as a node. */
    public static JsonNode json(Map<String, @Nullable Object> values) {
        return MAPPER.valueToTree(values);
    }

    /** Returns the compact text of a value. */
    public static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Finds out what of a value is not as a schema has it.
     *
     * @return a sentence; empty if the value is valid
     * @throws org.menura.format.FormatException if the schema itself can't be enforced
     */
    public static Optional<String> fault(JsonNode schema, JsonNode value) {
        byte[] text = text(value).getBytes(StandardCharsets.UTF_8);
        GrammarState state;
        try {
            state = JsonSchema.of(schema).compile(SchemaOptions.CHECK).start();
        } catch (SchemaException e) {
            throw new org.menura.format.FormatException("the schema can't be enforced: " + e.getMessage(), e);
        }
        byte[] one = new byte[1];
        for (int i = 0; i < text.length; i++) {
            one[0] = text[i];
            state = state.next(one);
            if (state.isDead()) {
                return Optional.of("not valid by the schema from here on: " + shown(text, i));
            }
        }
        return state.accepting() ? Optional.empty() : Optional.of("something that the schema requires is missing");
    }

    private static String shown(byte[] text, int at) {
        String before = new String(text, 0, at, StandardCharsets.UTF_8);
        String after = new String(text, at, text.length - at, StandardCharsets.UTF_8);
        return "%s ⟨%s⟩"
                .formatted(
                        before.length() > SHOWN ? "…" + before.substring(before.length() - SHOWN) : before,
                        after.length() > SHOWN ? after.substring(0, SHOWN) + "…" : after);
    }
}
