package org.menura.generate;

import java.util.List;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.CallFormat;
import org.menura.chat.tool.CallPart;
import org.menura.chat.tool.ReasoningFormat;
import org.menura.chat.tool.TextFormat;
import org.menura.generate.load.ModelTokenizer;

/** The formats of models' answers. */
final class AnswerFormats {
    private AnswerFormats() {}

    static AnswerFormat of(ModelTokenizer text) {
        return new AnswerFormat(
                "hermes",
                ReasoningFormat.of("<think>", "</think>"),
                TextFormat.PLAIN,
                List.of(new CallFormat(
                        "",
                        List.of(
                                new CallPart.Literal("<tool_call>\n"),
                                new CallPart.CallObject("name", "arguments", "", false),
                                new CallPart.Literal("\n</tool_call>")),
                        "\n",
                        "",
                        List.of())),
                null);
    }
}
