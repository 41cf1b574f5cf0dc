package org.menura.agent.memory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/** Tools with which an agent looks into its memory. */
public final class MemoryTools {
    /** The name of the tool that recalls; its results are no new memories. */
    public static final String RECALL = "recall";

    private MemoryTools() {}

    /**
     * Creates the tool that recalls memories by a question.
     *
     * @param count of memories that it shows
     */
    public static Tool recall(MemoryStream stream, Recall recall, int count) {
        return new RecallTool(stream, recall, count);
    }

    /** Writes memories as lines that a mind reads: when, what, who said it. */
    public static String show(List<Memory> memories) {
        return memories.isEmpty()
                ? "Nothing is remembered of that."
                : memories.stream()
                        .map(m -> "- %s (%s, %s)".formatted(m.text(), m.time(), said(m)))
                        .collect(Collectors.joining("\n"));
    }

    private static String said(Memory memory) {
        return switch (memory.origin()) {
            case SYSTEM, TOOL -> "from a tool";
            case USER -> "said by the user";
            case OUTSIDE -> "from outside";
        };
    }

    private record RecallTool(MemoryStream stream, Recall by, int count) implements Tool {
        @Override
        public ToolDefinition definition() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            schema.putObject("properties")
                    .putObject("question")
                    .put("type", "string")
                    .put("description", "what you want to know");
            schema.putArray("required").add("question");
            schema.put("additionalProperties", false);
            return new ToolDefinition(RECALL, "Searches what you remember of earlier conversations and runs.", schema);
        }

        @Override
        public Effect effect() {
            return Effect.PURE;
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) {
            List<Memory> found =
                    by.recall(stream, String.valueOf(arguments.get("question")), count, context.now()).stream()
                            .filter(Recall.Hit::related)
                            .map(Recall.Hit::memory)
                            .toList();
            Origin worst =
                    found.stream().map(Memory::origin).max(Origin::compareTo).orElse(Origin.TOOL);
            return new ToolResult(show(found), false, worst, true);
        }
    }
}
