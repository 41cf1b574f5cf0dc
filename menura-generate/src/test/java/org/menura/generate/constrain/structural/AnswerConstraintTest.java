package org.menura.generate.constrain.structural;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.Vocabulary;

class AnswerConstraintTest {
    private static final String TOOLS = """
            [{"name": "look", "parameters": {"type": "object", "properties": {"at": {"type": "string"},
                "times": {"type": "integer"}}, "required": ["at"], "additionalProperties": false}},
             {"name": "rest", "parameters": {"type": "object", "properties": {}, "additionalProperties": false}}]""";
    private static final List<ToolDefinition> LIST = ToolDefinition.list(Json.parse(TOOLS, "tools"), "tools");
    private static final ControlTokens TOKENS = new ControlTokens(List.of("<tool_call>", "</tool_call>", "<|end|>"));
    private static final Vocabulary VOCABULARY = new Vocabulary(TOKENS);

    private static @Nullable Constraint constraint(
            String family, String prompt, ToolChoice choice, boolean parallel, @Nullable String schema) {
        return constraint(LIST, family, prompt, choice, parallel, schema);
    }

    private static @Nullable Constraint constraint(
            List<ToolDefinition> tools,
            String family,
            String prompt,
            ToolChoice choice,
            boolean parallel,
            @Nullable String schema) {
        AnswerFormat format = Objects.requireNonNull(AnswerFormats.named(family));
        AnswerOptions options = AnswerOptions.DEFAULT.withTools(tools).withGenerationPrompt(prompt);
        return AnswerConstraint.of(
                format,
                options,
                choice,
                parallel,
                schema == null ? null : Json.parse(schema, "schema"),
                TOKENS,
                VOCABULARY);
    }

    /** Returns how much of a text is allowed, in characters; all of it counts as -1 where it may also end. */
    private static int allowed(@Nullable Constraint constraint, String text) {
        Constraint c = Objects.requireNonNull(constraint).copy();
        Delimiters delimiters = new Delimiters(new org.menura.generate.constrain.grammar.GrammarContext(), TOKENS);
        int at = 0;
        for (Delimiters.Part part : delimiters.parts(text)) {
            if (part.isControl()) {
                if (!c.allows(part.token())) {
                    return at;
                }
                c.accept(part.token());
                at += part.text().length();
                continue;
            }
            for (byte b : part.text().getBytes(StandardCharsets.UTF_8)) {
                if (!c.allows(b & 0xFF)) {
                    return at;
                }
                c.accept(b & 0xFF);
                at++;
            }
        }
        return c.mayEnd() ? -1 : at;
    }

    private static final String LOOK =
            "<tool_call>\n{\"name\": \"look\", \"arguments\": {\"at\": \"x\"}}\n</tool_call>";
    private static final String REST = "<tool_call>\n{\"name\": \"rest\", \"arguments\": {}}\n</tool_call>";

    @Test
    void aCallMayBeForced() {
        Constraint required = constraint("hermes-json", "", ToolChoice.REQUIRED, true, null);
        assertEquals(-1, allowed(required, LOOK));
        assertEquals(-1, allowed(required, LOOK + "\n" + REST));
        assertEquals(0, allowed(required, "Hello"));
        Constraint named = constraint("hermes-json", "", new ToolChoice.Named("rest"), true, null);
        assertEquals(-1, allowed(named, REST));
        assertEquals("<tool_call>\n{\"name\": \"".length(), allowed(named, LOOK));
        assertEquals(REST.length(), allowed(named, REST + "\n" + REST));
        Constraint single = constraint("hermes-json", "", ToolChoice.REQUIRED, false, null);
        assertEquals(REST.length(), allowed(single, REST + "\n" + LOOK));
    }

    private static int allowedArguments(String parameters, String arguments) {
        List<ToolDefinition> tool = ToolDefinition.list(
                Json.parse("[{\"name\": \"f\", \"parameters\": %s}]".formatted(parameters), "tools"), "tools");
        Constraint call = constraint(tool, "hermes-json", "", ToolChoice.REQUIRED, false, null);
        String before = "<tool_call>\n{\"name\": \"f\", \"arguments\": ";
        int to = allowed(call, before + arguments + "}\n</tool_call>");
        return to < 0 ? to : to - before.length();
    }

    @Test
    void argumentsAreThoseThatAreKnown() {
        String city =
                "{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}";
        assertEquals(-1, allowedArguments(city, "{\"city\": \"x\"}"));
        assertEquals("{\"city\": \"x\"".length(), allowedArguments(city, "{\"city\": \"x\", \"more\": 1}"));
        String none = "{\"type\": \"object\", \"properties\": {}}";
        assertEquals(-1, allowedArguments(none, "{}"));
        assertEquals(1, allowedArguments(none, "{\"more\": 1}"));
        String list =
                "{\"type\": \"object\", \"properties\": {\"all\": {\"type\": \"array\", \"items\": " + city + "}}}";
        String two = "{\"all\": [{\"city\": \"x\"";
        assertEquals(-1, allowedArguments(list, two + "}]}"));
        assertEquals(two.length(), allowedArguments(list, two + ", \"more\": 1}]}"));
    }

    @Test
    void argumentsThatAreNotKnownMayBeAny() {
        for (String open : List.of(
                "{\"type\": \"object\"}",
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}, \"additionalProperties\": true}",
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"b\"]}",
                "{\"allOf\": [{\"properties\": {\"a\": {\"type\": \"integer\"}}}, {\"properties\": {\"b\": {\"type\": \"integer\"}}}]}",
                "{\"properties\": {\"a\": {}}, \"anyOf\": [{\"properties\": {\"b\": {}}, \"required\": [\"b\"]}]}")) {
            assertEquals(-1, allowedArguments(open, "{\"a\": 1, \"b\": 2}"), open);
        }
        String map = "{\"type\": \"object\", \"properties\": {\"map\": {\"type\": \"object\", \"properties\": {}}}}";
        assertEquals(-1, allowedArguments(map, "{\"map\": {\"a\": 1}}"));
    }

    @Test
    void aCallMayFollowText() {
        Constraint auto = constraint("hermes-json", "", ToolChoice.AUTO, true, null);
        assertEquals(-1, allowed(auto, "Hello there."));
        assertEquals(-1, allowed(auto, "I look.\n" + LOOK));
        assertEquals("<tool_call>\n{\"name\": \"".length(), allowed(auto, LOOK.replace("look", "jump")));
        Constraint none = constraint("hermes-json", "", ToolChoice.NONE, true, null);
        assertEquals(-1, allowed(none, "Hello there."));
        assertEquals(0, allowed(none, LOOK));
    }

    @Test
    void reasoningIsFreeAndWhatFollowsIsNot() {
        String schema =
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"],"
                        + " \"additionalProperties\": false}";
        Constraint open = constraint("hermes-json", "<think>\n", ToolChoice.NONE, true, schema);
        assertEquals(-1, allowed(open, "Well {\"b\"…\n</think>\n\n{\"a\": 1}"));
        assertEquals("So</think>{\"".length(), allowed(open, "So</think>{\"b\": 1}"));
        Constraint closed = constraint("hermes-json", "<think>\n\n</think>\n\n", ToolChoice.NONE, true, schema);
        assertEquals(-1, allowed(closed, "{\"a\": 1}"));
        assertEquals(0, allowed(closed, "Well"));
        Constraint call = constraint("deepseek-v3.1", "<think>", ToolChoice.REQUIRED, true, null);
        assertEquals(
                -1,
                allowed(
                        call,
                        "Hm.</think><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>rest<｜tool▁sep｜>{}<｜tool▁call▁end｜>"
                                + "<｜tool▁calls▁end｜>"));
    }

    @Test
    void whatCantBeEnforcedIsRefused() {
        AnswerFormat hermes = Objects.requireNonNull(AnswerFormats.named("hermes-json"));
        AnswerFormat coder = Objects.requireNonNull(AnswerFormats.named("qwen3-coder-xml"));
        AnswerFormat none = Objects.requireNonNull(AnswerFormats.named("none"));
        AnswerOptions plain = AnswerOptions.DEFAULT.withGenerationPrompt("");
        AnswerOptions tools = plain.withTools(LIST);
        assertNull(AnswerConstraint.of(hermes, plain, ToolChoice.AUTO, true, null, TOKENS, VOCABULARY));
        assertThrows(
                FormatException.class,
                () -> AnswerConstraint.of(hermes, plain, ToolChoice.REQUIRED, true, null, TOKENS, VOCABULARY));
        assertThrows(
                FormatException.class,
                () -> AnswerConstraint.of(none, tools, ToolChoice.AUTO, true, null, TOKENS, VOCABULARY));
        FormatException unknown = assertThrows(
                FormatException.class,
                () -> AnswerConstraint.of(hermes, tools, new ToolChoice.Named("jump"), true, null, TOKENS, VOCABULARY));
        assertTrue(String.valueOf(unknown.getMessage()).contains("jump"));
        AnswerOptions dated = plain.withTools(ToolDefinition.list(Json.parse("""
                        [{"name": "f", "parameters": {"type": "object", "properties": {
                          "day": {"type": "string", "format": "date"}}}}]""", "tools"), "tools"));
        assertFalse(
                allowed(AnswerConstraint.of(hermes, dated, ToolChoice.REQUIRED, true, null, TOKENS, VOCABULARY), LOOK)
                        == -1);
        FormatException format = assertThrows(
                FormatException.class,
                () -> AnswerConstraint.of(coder, dated, ToolChoice.REQUIRED, true, null, TOKENS, VOCABULARY));
        assertTrue(String.valueOf(format.getMessage()).contains("\"format\""), format.getMessage());
    }
}
