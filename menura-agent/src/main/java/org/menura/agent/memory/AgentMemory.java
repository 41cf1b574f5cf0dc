package org.menura.agent.memory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Tool;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.embed.Embedder;

/**
 * An agent's memory beyond its runs: a stream of memories and core blocks in one file.
 *
 * <pre>{@code
 * try (AgentMemory memory = AgentMemory.open(Path.of("memory.jsonl"), MemorySettings.standard(), null)) {
 *     Agent agent = Agent.of(mind, memory.tools()).withPlanner(() -> new Remembering(new ReAct(), memory));
 * }
 * }</pre>
 */
public final class AgentMemory implements Closeable {
    private final MemoryFile file;
    private final MemoryStream stream;
    private final MemorySettings settings;
    private final CoreBlocks blocks;
    private final Recall recall;
    private final Set<String> sources;

    private AgentMemory(MemoryFile file, MemoryStream stream, CoreBlocks blocks, MemorySettings settings) {
        this.file = file;
        this.stream = stream;
        this.blocks = blocks;
        this.settings = settings;
        this.recall = Recall.generativeAgents(stream);
        this.sources = stream.holding().stream().map(m -> key(m.source())).collect(Collectors.toSet());
    }

    /**
     * Opens a memory, or begins one.
     *
     * @param embedder for recall by meaning; null for recall by words
     * @throws FormatException if the file is damaged, or does not go with the blocks
     */
    public static AgentMemory open(Path path, MemorySettings settings, @Nullable Embedder embedder)
            throws IOException {
        MemoryFile file = MemoryFile.open(path);
        MemoryStream stream = new MemoryStream(settings.analysis(), embedder, file);
        CoreBlocks blocks = new CoreBlocks(settings.blocks(), file);
        try {
            for (MemoryEvent event : file.events()) {
                if (event instanceof MemoryEvent.Edited) {
                    blocks.apply(event);
                } else {
                    stream.apply(event);
                }
            }
            return new AgentMemory(file, stream, blocks, settings);
        } catch (IllegalArgumentException e) {
            stream.close();
            file.close();
            throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static String key(Source source) {
        return source.thread() + " " + source.event();
    }

    /** Returns the stream. */
    public MemoryStream stream() {
        return stream;
    }

    /** Returns whether there are core blocks. */
    public boolean hasBlocks() {
        return !settings.blocks().isEmpty();
    }

    /** Returns what the blocks hold now, as a JSON object. */
    public String blocksAsJson() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        settings.blocks().forEach(b -> out.put(b.name(), blocks.text(b.name())));
        return out.toString();
    }

    /** Returns a view of the blocks with the texts that {@link #blocksAsJson} once gave; edits of it are kept nowhere. */
    public CoreBlocks blocks(String json) {
        var texts = Json.parse(json, "the core blocks");
        List<CoreBlocks.Block> out = new ArrayList<>();
        for (CoreBlocks.Block b : settings.blocks()) {
            out.add(new CoreBlocks.Block(
                    b.name(), b.about(), b.limit(), texts.path(b.name()).asText(b.text())));
        }
        return new CoreBlocks(out, _ -> {});
    }

    /** Returns the tools with which the agent recalls, and edits its blocks if there are any. */
    public List<Tool> tools() {
        List<Tool> out = new ArrayList<>();
        out.add(MemoryTools.recall(stream, recall, settings.recall()));
        if (hasBlocks()) {
            out.add(blocks.tool());
        }
        return out;
    }

    /**
     * Recalls what has to do with a text.
     *
     * @param outside whether what others wrote, or all else
     */
    public List<Memory> recall(String about, Instant now, boolean outside) {
        return recall.recall(stream, about, settings.recall(), now).stream()
                .filter(Recall.Hit::related)
                .map(Recall.Hit::memory)
                .filter(m -> (m.origin() == Origin.OUTSIDE) == outside)
                .toList();
    }

    /** Remembers a span, unless it was remembered before: a run that is resumed says again what it said. */
    public synchronized void remember(Span span, Instant now) {
        if (sources.add(key(span.source()))) {
            stream.remember(Memory.of(span, now, Importance.USUAL));
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        file.close();
    }
}
