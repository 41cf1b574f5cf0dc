package org.menura.agent.memory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/**
 * Blocks of text that are always in the prompt, such as what is known of the person, and that the agent edits by a tool (MemGPT, arXiv
 * 2310.08560, "working context"). Thread-safe.
 */
public final class CoreBlocks {
    /** The name of the tool that edits blocks. */
    public static final String EDIT = "edit_memory";

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final Consumer<MemoryEvent> listener;

    /**
     * A block.
     *
     * @param name of the block
     * @param about what it is for, as the model reads it
     * @param limit largest number of characters
     * @param text that it holds at first
     */
    public record Block(String name, String about, int limit, String text) {
        public Block {
            if (text.length() > limit) {
                throw new IllegalArgumentException("block '%s' begins with %d characters, more than its limit of %d"
                        .formatted(name, text.length(), limit));
            }
        }
    }

    /** Creates blocks. */
    public CoreBlocks(Iterable<Block> blocks, Consumer<MemoryEvent> listener) {
        for (Block block : blocks) {
            this.blocks.put(block.name(), block);
            texts.put(block.name(), block.text());
        }
        this.listener = listener;
    }

    /** Returns the blocks as they stand in the prompt. */
    public synchronized String render() {
        StringBuilder out = new StringBuilder();
        blocks.forEach((name, block) -> out.append(
                "## %s (%s)\n%s\n".formatted(name, block.about(), text(name).isEmpty() ? "(empty)" : text(name))));
        return out.toString();
    }

    /** Returns the text of a block. */
    public synchronized String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("there is no block '%s'; there are %s".formatted(name, texts.keySet()));
        }
        return text;
    }

    /** Applies an edit that was made before. */
    public synchronized void apply(MemoryEvent event) {
        if (event instanceof MemoryEvent.Edited(String block, String text, String key)) {
            text(block);
            texts.put(block, text);
            done.add(key);
        }
    }

    /**
     * Replaces a part of a block, or appends to it where nothing is to be replaced.
     *
     * @param old what is replaced; empty to append a line
     * @param key of the edit: made before, it does nothing
     * @return null, or what is wrong with the edit
     */
    public synchronized @Nullable String edit(String block, String old, String text, String key) {
        String now = texts.get(block);
        if (now == null) {
            return "there is no block '%s'; there are %s".formatted(block, texts.keySet());
        }
        if (done.contains(key)) {
            return null;
        }
        int at = now.indexOf(old);
        if (at < 0) {
            return "block '%s' does not hold '%s'".formatted(block, old);
        }
        String edited = old.isEmpty()
                ? now + (now.isEmpty() || now.endsWith("\n") ? "" : "\n") + text
                : now.substring(0, at) + text + now.substring(at + old.length());
        int limit = Objects.requireNonNull(blocks.get(block)).limit();
        if (edited.length() > limit) {
            return "block '%s' would have %d characters, more than its limit of %d; replace or shorten something first"
                    .formatted(block, edited.length(), limit);
        }
        MemoryEvent.Edited event = new MemoryEvent.Edited(block, edited, key);
        listener.accept(event);
        apply(event);
        return null;
    }

    /** Returns the tool with which an agent edits the blocks. */
    public Tool tool() {
        return new EditTool();
    }

    private final class EditTool implements Tool {
        @Override
        public ToolDefinition definition() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ObjectNode block = properties.putObject("block").put("type", "string");
            blocks.keySet().forEach(block.putArray("enum")::add);
            properties
                    .putObject("old")
                    .put("type", "string")
                    .put("description", "what is replaced, word for word; empty to add a line");
            properties.putObject("text").put("type", "string").put("description", "what stands there afterwards");
            schema.putArray("required").add("block").add("old").add("text");
            schema.put("additionalProperties", false);
            return new ToolDefinition(EDIT, "Edits a block of your memory, which you see in each prompt.", schema);
        }

        @Override
        public Effect effect() {
            return Effect.IDEMPOTENT;
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) {
            String wrong = edit(
                    String.valueOf(arguments.get("block")),
                    String.valueOf(arguments.getOrDefault("old", "")),
                    String.valueOf(arguments.get("text")),
                    context.key());
            return wrong == null ? ToolResult.of("done") : ToolResult.error(wrong);
        }
    }
}
