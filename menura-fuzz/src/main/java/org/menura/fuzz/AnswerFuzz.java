package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;

/**
 * Answers of models: the first byte says of which family, the second how long the pieces are in which they come. No text is
 * an error, and how it is cut changes nothing.
 */
public final class AnswerFuzz {
    private static final List<String> FAMILIES = AnswerFormats.names();
    private static final List<ToolDefinition> TOOLS = ToolDefinition.list(Json.parse("""
                    [{"name": "f", "parameters": {"type": "object", "properties": {"s": {"type": "string"},
                      "n": {"type": ["integer", "null"]}, "l": {"type": "array", "items": {"type": "string"}}}}}]""", "tools"), "tools");

    private AnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        AnswerFormat format =
                Objects.requireNonNull(AnswerFormats.named(FAMILIES.get((input[0] & 0xFF) % FAMILIES.size())));
        AnswerOptions options = AnswerOptions.DEFAULT.withTools(TOOLS);
        options = (input[1] & 0x80) == 0 ? options.withGenerationPrompt("") : options;
        options = (input[1] & 0x40) == 0 ? options : options.withReasoningInText();
        int piece = 1 + (input[1] & 0xF);
        String text = new String(input, 2, input.length - 2, StandardCharsets.UTF_8);
        AnswerParser whole = format.parser(options);
        whole.parse(text);
        whole.message().toolCalls();
        AnswerParser pieces = format.parser(options);
        for (int at = 0; at < text.length(); at += piece) {
            pieces.feed(text.substring(at, Math.min(text.length(), at + piece)));
        }
        pieces.finish();
        if (!whole.text().equals(pieces.text())
                || !whole.reasoning().equals(pieces.reasoning())
                || !whole.calls().equals(pieces.calls())) {
            throw new AssertionError("an answer is read otherwise in pieces");
        }
    }
}
