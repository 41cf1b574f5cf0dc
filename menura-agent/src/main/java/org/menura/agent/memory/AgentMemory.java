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
import org.menura.agent.mind.Mind;
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
    private static final int QUOTES = 3; // of what is said at one time
    private static final int QUOTE_TOKENS = 48;

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
     * @throws FormatException if the file is damaged
     */
    public static AgentMemory open(Path path, MemorySettings settings, @Nullable Embedder embedder) throws IOException {
        MemoryFile file = MemoryFile.open(path);
        MemoryStream stream = new MemoryStream(settings.analysis(), embedder, file);
        CoreBlocks blocks = new CoreBlocks(settings.blocks(), file);
        try {
            for (MemoryEvent event : file.events()) {
                if (event instanceof MemoryEvent.Edited(String block, String _, String _)) {
                    // A block that the profile no longer has stays in the file, should it come back.
                    if (settings.blocks().stream().anyMatch(b -> b.name().equals(block))) {
                        blocks.apply(event);
                    }
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
     * Recalls what has to do with a text, as much as the settings leave room for.
     *
     * @param outside whether what others wrote, or all else
     */
    public List<Memory> recall(String about, Instant now, boolean outside) {
        List<Memory> out = new ArrayList<>();
        int left = settings.characters();
        for (Recall.Hit hit : recall.recall(stream, about, settings.recall(), now)) {
            Memory memory = hit.memory();
            if (hit.related() && memory.text().length() <= left) {
                left -= memory.text().length();
                out.add(memory);
            }
        }
        return out.stream()
                .filter(m -> (m.origin() == Origin.OUTSIDE) == outside)
                .toList();
    }

    /**
     * Remembers a span, or what a mind selects of it, unless it was remembered before: a run that is resumed says again what it said.
     *
     * @param mind that selects, if the settings say so
     */
    public void remember(Span span, Mind mind, Instant now, long seed) throws InterruptedException {
        if (!span.memorable() || !isNew(span)) {
            return;
        }
        if (!settings.select()) {
            stream.remember(Memory.of(span, now, Importance.USUAL));
            return;
        }
        Extraction extraction = new Extraction(mind, Importance.by(mind), QUOTES, QUOTE_TOKENS);
        Contradictions contradictions = Contradictions.by(mind, stream);
        for (Memory memory : extraction.select(List.of(span), now, seed)) {
            var _ = contradictions.remember(stream, memory, seed);
        }
    }

    private synchronized boolean isNew(Span span) {
        return sources.add(key(span.source()));
    }

    /** Reflects on what was remembered, if a mind selects memories and enough has happened. */
    public void reflect(Mind mind, Instant now, long seed) throws InterruptedException {
        if (settings.select()) {
            var _ = Reflection.of(mind, Reflection.Style.SELECTING).reflect(stream, now, seed);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        file.close();
    }
}
