package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The form that an answer must have. */
public sealed interface Form {
    /** The parameter that asks for it, for errors. */
    String param();

    /** Any text. */
    record Free() implements Form {
        @Override
        public String param() {
            return "response_format";
        }
    }

    /** A JSON object. */
    record AnyObject(String param) implements Form {}

    /** JSON that a schema describes. */
    record Schema(String param, JsonNode schema) implements Form {}

    /** A text that a regular expression matches as a whole. */
    record Pattern(String param, String regex) implements Form {}

    /** One of some texts. */
    record Choice(String param, List<String> texts) implements Form {
        /** Copies the list. */
        public Choice {
            texts = List.copyOf(texts);
        }
    }

    /** A text of a grammar in GBNF. */
    record Grammar(String param, String gbnf) implements Form {}
}
