package org.menura.generate.constrain.structural;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ArgumentFormat;
import org.menura.chat.tool.CallFormat;
import org.menura.chat.tool.CallPart;
import org.menura.chat.tool.ParsedCall;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarState;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;

/** Whatever a grammar of answers lets a model write, the parser of the same format reads as it was meant. */
@Tag("slow")
class AnswerGrammarTest {
    private static final String TOOLS = """
            [{"name": "get_weather", "parameters": {"type": "object", "properties": {
                "city": {"type": "string"}, "unit": {"type": "string", "enum": ["C", "F"]}, "days": {"type": "integer"}},
              "required": ["city"]}},
             {"name": "refresh", "parameters": {"type": "object", "properties": {}, "additionalProperties": false}},
             {"name": "run_code", "parameters": {"type": "object", "properties": {
                "code": {"type": "string"}, "loud": {"type": "boolean"}, "lines": {"type": ["string", "null"]}},
              "required": ["code", "loud"], "additionalProperties": false}},
             {"name": "plan", "parameters": {"type": "object", "properties": {
                "steps": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "where": {"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
                  "required": ["x"], "additionalProperties": false}},
              "required": ["steps"], "additionalProperties": false}},
             {"name": "book", "parameters": {"type": "object", "properties": {
                "guests": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "object", "properties": {
                    "name": {"type": "string"}, "child": {"type": "boolean"}}, "required": ["name"]}},
                "note": {"anyOf": [{"type": "string"}, {"type": "integer"}]}, "none": {"type": "null"}},
              "required": ["guests"], "additionalProperties": false}}]""";
    private static final List<ToolDefinition> LIST = ToolDefinition.list(Json.parse(TOOLS, "tools"), "tools");

    /** Families of each form, of which a few texts are drawn here and many in {@link ManyAnswersTest}. */
    static List<String> some() {
        return List.of(
                "hermes-json",
                "apertus",
                "command-r7b",
                "llama3-json",
                "mistral-args-id",
                "qwen3-coder-xml",
                "glm-xml",
                "deepseek-dsml",
                "minimax-m3",
                "kimi-k2",
                "kimi-k3",
                "gemma-4",
                "lfm2-pythonic",
                "functionary-v3.2",
                "harmony",
                "muse");
    }

    static Stream<String> families() {
        return AnswerFormats.names().stream()
                .filter(name -> AnswerFormats.named(name).callsTools());
    }

    static List<String> marks(AnswerFormat format) {
        List<String> out = new ArrayList<>();
        for (String trigger : format.callTriggers()) {
            if (trigger.startsWith("<") && trigger.endsWith(">")) {
                out.add(trigger);
            }
        }
        if (format.frames() != null) {
            out.addAll(format.frames().ends());
            out.add(format.frames().start());
            out.add(format.frames().body());
        }
        return out;
    }

    /** What a random text seldom hits upon by itself: the delimiters that end what is free. */
    private static List<String> literals(AnswerFormat format) {
        List<String> out = new ArrayList<>(format.callTriggers());
        out.addAll(format.reasoning().closes());
        out.addAll(format.reasoning().opens());
        out.add(format.text().close());
        List<CallFormat> calls = new ArrayList<>(format.calls());
        if (format.frames() != null) {
            format.frames().ends().forEach(end -> out.add(end + format.frames().start() + "assistant"));
            calls.addAll(format.frames().nested());
        }
        for (CallFormat call : calls) {
            for (CallPart part : call.call()) {
                switch (part) {
                    case CallPart.Arguments(ArgumentFormat.Tagged tagged) -> out.add(tagged.valueClose());
                    case CallPart.Arguments(ArgumentFormat.BareKeys(String quote, boolean _)) -> out.add(quote);
                    case CallPart.Arguments(ArgumentFormat.Elements(String prefix)) ->
                        List.of("city", "unit", "code", "lines", "item", "name", "note")
                                .forEach(n -> out.add(prefix + "</" + n + ">"));
                    default -> {
                        // ends by itself
                    }
                }
            }
        }
        out.removeIf(String::isEmpty);
        return out;
    }

    static void draw(String family, ToolChoice choice, ControlTokens controls, int count, long seed) {
        AnswerFormat format = AnswerFormats.named(family);
        AnswerOptions options = AnswerOptions.DEFAULT.withTools(LIST).withGenerationPrompt("");
        Delimiters delimiters = new Delimiters(new GrammarContext(), controls);
        Grammar grammar = AnswerConstraint.grammar(format, options, choice, CallCount.ANY, null, delimiters);
        GrammarState start = grammar.start();
        String opened = AnswerConstraint.opened(format, options);
        for (Delimiters.Part part : delimiters.parts(opened)) {
            start = part.isControl()
                    ? start.nextSpecial(part.token())
                    : start.next(part.text().getBytes(StandardCharsets.UTF_8));
        }
        RandomText texts = new RandomText(new Random(seed), controls, literals(format));
        boolean must = !(choice instanceof ToolChoice.Auto) && !(choice instanceof ToolChoice.None);
        Map<String, Grammar> valid = new HashMap<>();
        int drawn = 0;
        for (int i = 0; i < count; i++) {
            String text = texts.from(start);
            if (text == null) {
                continue;
            }
            drawn++;
            AnswerParser parser = format.parser(options.withGenerationPrompt(opened));
            parser.parse(text);
            String seen = family + ": " + text + "\n -> " + parser.text() + " | " + parser.calls();
            if (must) {
                assertTrue(parser.text().isBlank(), seen);
                assertTrue(!parser.calls().isEmpty(), seen);
            }
            if (choice instanceof ToolChoice.None) {
                assertEquals(List.of(), parser.calls(), seen);
            }
            for (ParsedCall call : parser.calls()) {
                assertTrue(call.complete(), seen);
                ToolDefinition tool = LIST.stream()
                        .filter(t -> t.name().equals(call.name()))
                        .findFirst()
                        .orElse(null);
                assertNotNull(tool, seen);
                Grammar schema = valid.computeIfAbsent(
                        tool.name(),
                        n -> JsonSchema.of(tool.parameters())
                                .compile(SchemaOptions.CHECK.withWhiteSpace(SchemaOptions.WhiteSpace.BLANK)));
                assertTrue(schema.check(call.arguments()) instanceof Verdict.Accepted, seen);
            }
        }
        assertTrue(drawn * 4 >= count, family + ": only " + drawn + " of " + count + " texts came to an end");
    }

    @ParameterizedTest
    @MethodSource("some")
    void forcedCallsAreRead(String family) {
        draw(family, ToolChoice.REQUIRED, new ControlTokens(List.of()), 3, 1);
        draw(family, ToolChoice.REQUIRED, new ControlTokens(marks(AnswerFormats.named(family))), 3, 2);
    }

    @ParameterizedTest
    @MethodSource("some")
    void callsBehindTextAreRead(String family) {
        draw(family, ToolChoice.AUTO, new ControlTokens(List.of()), 2, 3);
        draw(family, ToolChoice.AUTO, new ControlTokens(marks(AnswerFormats.named(family))), 2, 4);
    }

    @ParameterizedTest
    @MethodSource("some")
    void withoutCallsNothingReadsAsOne(String family) {
        draw(family, ToolChoice.NONE, new ControlTokens(List.of()), 2, 5);
    }
}
