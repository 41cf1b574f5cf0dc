package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of formats: what models of known template families write. The literals are read off the templates that the
 * models' publishers ship.
 */
final class Families {
    /** Formats by name. */
    static final Map<String, AnswerFormat> BY_NAME = byName();

    private Families() {}

    private static Map<String, AnswerFormat> byName() {
        List<AnswerFormat> all = new ArrayList<>();
        all.add(Forms.plain("none", ReasoningFormat.NONE));
        all.addAll(JsonFamilies.ALL);
        all.addAll(TaggedFamilies.ALL);
        all.addAll(TokenFamilies.ALL);
        Map<String, AnswerFormat> out = new LinkedHashMap<>();
        all.forEach(format -> out.put(format.name(), format));
        return out;
    }
}
