package org.menura.chat.tool;

import java.util.Map;

final class RenderingProbe {
    static AnswerFormat format(String template, Map<String, ?> variables) {
        return Forms.plain("none", ReasoningFormat.NONE);
    }
}
