package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;

/**
 * JSON schemas, compiled within a small budget in the order of the schema or in any: refused in a sentence, or texts that are
 * drawn from them are accepted, and are JSON. The first byte says how a schema is read.
 */
public final class SchemaFuzz {
    private static final int STATES = 5_000;
    private static final int NODES = 2_000;
    private static final int STEPS = 20_000;

    private SchemaFuzz() {}

    /** Loads what schemas are made of before the time of an input counts. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("0{\"type\": \"string\", \"format\": \"ipv6\"}".getBytes(StandardCharsets.UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        SchemaOptions options = (input[0] & 1) == 0 ? SchemaOptions.DEFAULT : SchemaOptions.CHECK;
        if ((input[0] & 2) != 0) {
            options = options.withFormats(SchemaOptions.Formats.ASSERT_CONTENT);
        }
        try {
            JsonSchema schema = JsonSchema.parse(new String(input, 1, input.length - 1, StandardCharsets.UTF_8));
            GrammarContext context = new GrammarContext(new RxContext(STATES), NODES);
            Grammar grammar = context.grammar(schema.compile(options.withBudget(STEPS), context));
            RegexFuzz.hold(grammar);
            if (!grammar.start().isDead()) {
                Json.parse(grammar.draw(1), "a text that was drawn");
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
