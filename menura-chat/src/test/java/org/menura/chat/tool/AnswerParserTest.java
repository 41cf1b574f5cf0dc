package org.menura.chat.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.chat.Message;
import org.menura.chat.tool.AnswerEvent.ArgumentText;
import org.menura.chat.tool.AnswerEvent.CallBegin;
import org.menura.chat.tool.AnswerEvent.CallEnd;
import org.menura.chat.tool.AnswerEvent.Reasoning;
import org.menura.chat.tool.AnswerEvent.Text;
import org.menura.format.json.Json;

class AnswerParserTest {
    private static final List<ToolDefinition> TOOLS = ToolDefinition.list(Json.parse("""
                    [{"type": "function", "function": {"name": "look", "parameters": {"properties": {
                        "at": {"type": "string"}, "times": {"type": "integer"}}}}}]""", "tools"), "tools");

    private static AnswerParser parser(String family) {
        return Objects.requireNonNull(AnswerFormats.named(family))
                .parser(AnswerOptions.DEFAULT.withTools(TOOLS).withGenerationPrompt(""));
    }

    @Test
    void eventsComeAsSoonAsTheyCan() {
        AnswerParser parser = parser("hermes-json");
        assertEquals(List.of(), parser.feed("<thi"));
        assertEquals(List.of(), parser.feed("nk>"));
        assertEquals(List.of(new Reasoning("Where?")), parser.feed("\nWhere? "));
        assertEquals(List.of(), parser.feed("</think>\n\n"));
        assertEquals(List.of(new Text("There")), parser.feed("There <"));
        assertEquals(List.of(new Text(" <b")), parser.feed("b"));
        assertEquals(List.of(), parser.feed("\n<tool_call>\n{\"name\": \"look\", \"arguments\": {"));
        assertEquals(
                List.of(new CallBegin(0, null, "look"), new ArgumentText(0, "{\"at\": \"h")),
                parser.feed("\"at\": \"h"));
        assertEquals(List.of(new ArgumentText(0, "ome\"}"), new CallEnd(0, null, true)), parser.feed("ome\"}}"));
        assertEquals(List.of(), parser.feed("\n</tool_call>"));
        assertEquals(List.of(), parser.finish());
        Message message = parser.message();
        assertEquals("There <b", message.text());
        assertEquals("Where?", message.reasoning());
        assertEquals(Map.of("at", "home"), message.toolCalls().getFirst().arguments());
        assertThrows(IllegalStateException.class, () -> parser.feed("more"));
    }

    @Test
    void stringsInTagsAreStreamed() {
        AnswerParser parser = parser("qwen3-coder-xml");
        parser.feed("<tool_call>\n<function=look>\n<parameter=at>\nto the \"le");
        assertEquals(List.of(new ArgumentText(0, "ft\\nand")), parser.feed("ft\nand\n"));
        assertEquals(
                List.of(new ArgumentText(0, "\", \"times\": 2}"), new CallEnd(0, null, true)),
                parser.feed("</parameter>\n<parameter=times>\n2\n</parameter>\n</function>"));
        assertEquals(
                "{\"at\": \"to the \\\"left\\nand\", \"times\": 2}",
                parser.calls().getFirst().arguments());
    }

    @Test
    void whatIsNoCallIsText() {
        for (String text : List.of(
                "<tool_call>{\"name\": 3}</tool_call>", "<tool_call> is how a call begins", "{\"name\": \"look\"}")) {
            AnswerParser parser = parser("hermes-json");
            assertEquals(text, parser.parse(text).text());
            assertEquals(List.of(), parser.calls());
        }
    }

    @Test
    void whatTheEndCutsOffOfADelimiterIsDropped() {
        String call = "<tool_call>\n{\"name\": \"look\", \"arguments\": {}}\n";
        Map<String, String> texts = Map.of(
                "There. <tool_c",
                "There.",
                "<thi",
                "",
                "So.<tool_call>",
                "So.",
                "<tool_call>\n{\"nam",
                "",
                "a < b",
                "a < b");
        texts.forEach((text, expected) -> {
            AnswerParser parser = parser("hermes-json");
            assertEquals(expected, parser.parse(text).text().strip(), text);
            assertEquals(List.of(), parser.calls(), text);
        });
        for (String rest : List.of("</tool_", "</tool_call>\n<tool", "</tool_call>\n<tool_call>\n{\"na")) {
            AnswerParser parser = parser("hermes-json");
            assertEquals("", parser.parse(call + rest).text(), rest);
            assertEquals(List.of(new ParsedCall(null, "look", "{}", true)), parser.calls(), rest);
        }
        AnswerParser tags = parser("qwen3-coder-xml");
        assertEquals("", tags.parse("<tool_call>\n<function=look>\n<param").text());
        assertEquals(List.of(new ParsedCall(null, "look", "", false)), tags.calls());
        assertEquals("", parser("harmony").parse("<|start|>assistant<|chan").text());
        AnswerParser reasoning = parser("deepseek-r1");
        reasoning.parse("<think>So.</thi");
        assertEquals("So.", reasoning.reasoning());
        AnswerFormat format = Objects.requireNonNull(AnswerFormats.named("hermes-json"));
        assertEquals(
                "<tool_call>",
                format.parser(AnswerOptions.DEFAULT).parse("<tool_call>").text(),
                "nobody knows whether there are tools");
    }

    @Test
    void aCallThatBreaksOffIsNotComplete() {
        AnswerParser parser = parser("hermes-json");
        Message message = parser.parse("<tool_call>\n{\"name\": \"look\", \"arguments\": {\"at\": \"ho");
        assertEquals(List.of(), message.toolCalls());
        assertEquals(List.of(new ParsedCall(null, "look", "{\"at\": \"ho", false)), parser.calls());
    }

    @Test
    void withoutToolsNothingIsACall() {
        String text = "<tool_call>\n{\"name\": \"look\", \"arguments\": {}}\n</tool_call>";
        AnswerParser parser = Objects.requireNonNull(AnswerFormats.named("hermes-json"))
                .parser(AnswerOptions.DEFAULT.withTools(List.of()).withGenerationPrompt(""));
        assertEquals(text, parser.parse(text).text());
    }

    @Test
    void thePromptSaysWhetherReasoningIsOpen() {
        AnswerFormat format = Objects.requireNonNull(AnswerFormats.named("deepseek-r1"));
        Message open = format.parser(AnswerOptions.DEFAULT.withGenerationPrompt("<think>\n"))
                .parse("So.</think>\nYes");
        assertEquals("So.", open.reasoning());
        assertEquals("Yes", open.text());
        Message closed = format.parser(AnswerOptions.DEFAULT.withGenerationPrompt("<think>\n\n</think>"))
                .parse("So. Yes");
        assertNull(closed.reasoning());
        assertEquals("So. Yes", closed.text());
        Message inText = format.parser(
                        AnswerOptions.DEFAULT.withGenerationPrompt("<think>").withReasoningInText())
                .parse("So.</think>Yes");
        assertEquals("<think>So.</think>Yes", inText.text());
    }

    @Test
    void plainTextStaysAsItIs() {
        String text = "  a <b> {c} [d]\n\n <|e|> \n";
        for (String family : AnswerFormats.names()) {
            AnswerFormat format = Objects.requireNonNull(AnswerFormats.named(family));
            if (format.frames() == null && !format.reasoning().has(ReasoningFormat.Trait.STAYS_IN_TEXT)) {
                assertEquals(text, parser(family).parse(text).text(), family);
            }
        }
    }

    @Test
    void noTextIsAnError() {
        Random random = new Random(7);
        List<String> parts = List.of(
                "<tool_call>",
                "</tool_call>",
                "{\"name\": \"look\", ",
                "\"arguments\": {",
                "}",
                "\"",
                "<think>",
                "</think>",
                "<function=",
                "look",
                ">",
                "<parameter=at>",
                "\n",
                "x",
                "[",
                "]",
                "(",
                ")",
                "=",
                "'",
                ",",
                "<|channel|>",
                "<|message|>",
                "<|start|>",
                " to=functions.look",
                "[TOOL_CALLS]",
                "[ARGS]",
                "\\",
                "<arg_key>",
                "{}",
                ":");
        for (String family : AnswerFormats.names()) {
            AnswerFormat format = Objects.requireNonNull(AnswerFormats.named(family));
            List<String> own = new java.util.ArrayList<>(parts);
            own.addAll(format.callTriggers());
            own.addAll(format.reasoning().opens());
            for (int i = 0; i < 60; i++) {
                StringBuilder text = new StringBuilder();
                for (int k = random.nextInt(14); k >= 0; k--) {
                    text.append(own.get(random.nextInt(own.size())));
                }
                AnswerParser whole = parser(family);
                whole.parse(text);
                AnswerParser pieces = parser(family);
                AnswerSum sum = new AnswerSum();
                for (int at = 0; at < text.length(); at++) {
                    sum.add(pieces.feed(text.substring(at, at + 1)));
                }
                sum.add(pieces.finish());
                String seen = family + ": " + text;
                assertEquals(whole.text(), sum.text(), seen);
                assertEquals(whole.reasoning(), sum.reasoning(), seen);
                assertEquals(whole.calls(), sum.calls(), seen);
                whole.message().toolCalls();
            }
        }
    }

    @Test
    void whatModelsGetWrongIsMended() {
        assertEquals(
                List.of(new ParsedCall(null, "look", "{\"at\": \" x\\n\", \"times\": 4}", true)),
                parsed(
                        "step3-xml",
                        "<｜tool_calls_begin｜><｜tool_call_begin｜>function<｜tool_sep｜>look\n<steptml:invoke name=\"look\">"
                                + "<steptml:parameter name=\"at\"> x\n</steptml:parameter><steptml:parameter name=\"times\"> 4 "
                                + "</steptml:parameter></steptml:invoke><｜tool_call_end｜><｜tool_calls_end｜>"));
        assertEquals(
                List.of(new ParsedCall(null, "look", "{\"at\": \"a\", \"times\": 2}", true)),
                parsed("functiongemma", "<start_function_call>call:look{at:<escape>a<escape>times:<escape>2<escape>}"));
        assertEquals(
                List.of(new ParsedCall(null, "look", "{\"at\": \"x\\ny \\\\d\", \"so\": true}", true)),
                parsed(
                        "hermes-json",
                        "<tool_call>{\"arguments\": {\"at\": \"x\ny \\d\", \"so\": True}, \"name\": \"look\"}"));
        assertEquals(
                List.of(new ParsedCall("c1", "look", "{\"at\": \"x\"}", true)),
                parsed(
                        "hermes-json",
                        "<tool_call>{\"type\": \"function\", \"id\": \"c1\", \"function\": {\"name\": \"look\","
                                + " \"arguments\": \"{\\\"at\\\": \\\"x\\\"}\"}}</tool_call>"));
        assertEquals(
                List.of(new ParsedCall(null, "look", "{\"at\": \"</parameter>\"}", true)),
                parsed(
                                "minimax-m2",
                                "<minimax:tool_call><invoke name=\"look\"><parameter name=\"other\">[\"</parameter>\"]</parameter>"
                                        + "</invoke></minimax:tool_call>")
                        .stream()
                        .map(c -> new ParsedCall(
                                c.id(),
                                c.name(),
                                c.arguments()
                                        .replace("other", "at")
                                        .replace("[", "")
                                        .replace("]", ""),
                                true))
                        .toList());
    }

    private static List<ParsedCall> parsed(String family, String text) {
        AnswerParser parser = parser(family);
        parser.parse(text);
        assertEquals("", parser.text());
        return parser.calls();
    }

    @Test
    void aFenceAroundJsonIsTakenOff() {
        AnswerOptions options = AnswerOptions.DEFAULT
                .withTools(List.of())
                .withGenerationPrompt("")
                .withJson();
        AnswerFormat format = Objects.requireNonNull(AnswerFormats.named("llama3-json"));
        assertEquals(
                "{\"a\": 1}",
                format.parser(options).parse("```json\n{\"a\": 1}\n```").text());
        assertEquals("[1]", format.parser(options).parse("```\n[1]\n```\n").text());
        assertEquals("[2]", format.parser(options).parse("[2]\n").text().strip());
        assertFalse(AnswerFormats.names().isEmpty());
        assertTrue(format.callsTools());
    }
}
