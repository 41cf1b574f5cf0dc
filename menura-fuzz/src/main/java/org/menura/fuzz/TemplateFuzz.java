package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.chat.template.Rendered;
import org.menura.chat.template.TemplateLimits;
import org.menura.format.FormatException;

/** Chat templates, rendered over a conversation with tools. */
public final class TemplateFuzz {
    /** Small, so that an input takes milliseconds. */
    private static final RenderOptions OPTIONS =
            RenderOptions.defaults().withLimits(new TemplateLimits(20_000, 1 << 18, 1 << 20, 500));

    private static final Map<String, Object> CONTEXT = Map.of(
            "messages",
            List.of(
                    Map.of("role", "system", "content", "Be brief."),
                    Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", "naïve 日本 😀"))),
                    Map.of(
                            "role", "assistant",
                            "content", "<think>\nsum\n</think>\n4",
                            "tool_calls",
                                    List.of(Map.of("function", Map.of("name", "f", "arguments", Map.of("x", 1.5))))),
                    Map.of("role", "tool", "content", "{\"a\": [1, 2]}", "tool_call_id", "c1")),
            "tools",
            List.of(Map.of("type", "function", "function", Map.of("name", "f", "parameters", Map.of("x", Map.of())))),
            "add_generation_prompt",
            true,
            "bos_token",
            "<s>",
            "x",
            List.of(3, 1, 2),
            "n",
            5);

    private TemplateFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String template = new String(input, StandardCharsets.UTF_8);
        try {
            Rendered rendered = ChatTemplate.parse(template).render(CONTEXT, OPTIONS);
            for (Rendered.Span span : rendered.generated()) {
                if (span.start() > span.end() || span.end() > rendered.text().length()) {
                    throw new AssertionError("a span lies outside of the text");
                }
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
