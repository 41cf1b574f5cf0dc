package org.menura.mcp.tool;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.search.FolderSearch;
import org.menura.search.Hit;

/** Finds files of a folder by what they mean. */
public final class SearchTool extends ModelTool {
    private static final int HITS = 10;
    private static final int MOST_HITS = 200;

    private final FolderSearch search;
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Creates the tool of an index, which is brought up to date at each call. */
    public SearchTool(FolderSearch search) {
        super(
                "search",
                "Finds texts, images and recordings in a folder of this machine by what they mean.",
                new Parameters()
                        .text("query", true, "what to look for")
                        .integer("limit", false, "most hits; 10 unless given")
                        .with(
                                "kind",
                                false,
                                Map.of(
                                        "type", "string",
                                        "enum", List.of("text", "image", "sound"),
                                        "description", "files of one kind alone")),
                new Parameters()
                        .objects(
                                "hits",
                                new Parameters()
                                        .with("file", true, Map.of("type", "string"))
                                        .with("kind", true, Map.of("type", "string"))
                                        .with("similarity", true, Map.of("type", "number"))
                                        .with("first_line", false, Map.of("type", "integer"))
                                        .with("last_line", false, Map.of("type", "integer"))
                                        .with("text", false, Map.of("type", "string"))));
        this.search = search;
    }

    @Override
    CallToolResult call(Arguments arguments, Progress progress) throws IOException {
        int limit = arguments.integer("limit", 1).orElse(HITS);
        if (limit > MOST_HITS) {
            throw new IllegalArgumentException("limit must be at most %d, not %d".formatted(MOST_HITS, limit));
        }
        EmbeddedKind kind = arguments.optionalText("kind").map(SearchTool::kind).orElse(null);
        List<Hit> hits;
        lock.lock();
        try {
            search.update(new Embedding(progress));
            hits = search.find(search.embedder().ofQueries().text(arguments.text("query")), limit, kind);
        } finally {
            lock.unlock();
        }
        String text = hits.stream()
                .map(h -> "%.3f %s%s"
                        .formatted(
                                h.similarity(),
                                h.name(),
                                h.passage() == null ? "" : ":" + h.passage().first()))
                .collect(Collectors.joining("\n"));
        return CallToolResult.builder()
                .addTextContent(text.isEmpty() ? "nothing was found" : text)
                .structuredContent(
                        Map.of("hits", hits.stream().map(SearchTool::json).toList()))
                .build();
    }

    /** Reports how many of the files that are new or changed are embedded. */
    private record Embedding(Progress progress) implements FolderSearch.Listener {
        @Override
        public void progressed(int done, int of) {
            progress.report(done, of);
        }

        @Override
        public void skipped(Path file, RuntimeException why) {} // one that can't be read can't be found
    }

    private static EmbeddedKind kind(String name) {
        return switch (name) {
            case "text" -> EmbeddedKind.TEXT;
            case "image" -> EmbeddedKind.IMAGE;
            case "sound" -> EmbeddedKind.SOUND;
            default -> throw new IllegalArgumentException("kind must be text, image or sound, not " + name);
        };
    }

    private static Map<String, Object> json(Hit hit) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("file", hit.name());
        out.put("kind", hit.kind().name().toLowerCase(Locale.ROOT));
        out.put("similarity", hit.similarity());
        if (hit.passage() != null) {
            out.put("first_line", hit.passage().first());
            out.put("last_line", hit.passage().last());
            out.put("text", hit.passage().text());
        }
        return out;
    }
}
