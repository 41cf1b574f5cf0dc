package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.chat.tool.ToolDefinition;

/** The form that an answer must have. Local minds are forced into it; others are checked and asked again. */
public sealed interface Ask {
    /** A text of any form. Calls of the prompt's tools that it happens to hold are read. */
    record Text(int maxTokens) implements Ask {}

    /** One of some texts, word for word. */
    record Choice(List<String> options) implements Ask {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /**
     * Calls of tools, in the form of the model's own template.
     *
     * @param min the least number of calls; 0 if a text may come instead
     * @param max the largest number
     */
    record Calls(List<ToolDefinition> tools, int min, int max) implements Ask {
        public Calls {
            tools = List.copyOf(tools);
        }
    }

    /** A JSON value that is valid by a schema. */
    record Json(JsonNode schema) implements Ask {}

    /**
     * A quote: a substring of one of some documents, on the bounds of tokens of the model's vocabulary where it has one.
     *
     * @param maxTokens of the quote
     */
    record Quote(List<String> documents, int maxTokens) implements Ask {
        public Quote {
            documents = List.copyOf(documents);
        }
    }
}
