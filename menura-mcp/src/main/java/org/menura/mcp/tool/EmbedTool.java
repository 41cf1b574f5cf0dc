package org.menura.mcp.tool;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.generate.embed.Embedder;

/** Embeds texts. */
public final class EmbedTool extends ModelTool {
    private static final int MOST_TEXTS = 1000;

    private final Embedder embedder;

    /** Creates the tool of an embedder. */
    public EmbedTool(Embedder embedder) {
        super(
                "embed",
                "Turns texts into vectors, which lie close where the texts mean the same. Runs on this machine.",
                new Parameters().texts("texts", true, "up to 1000 texts"),
                new Parameters()
                        .with(
                                "embeddings",
                                true,
                                Map.of(
                                        "type",
                                        "array",
                                        "items",
                                        Map.of("type", "array", "items", Map.of("type", "number"))))
                        .with("dimensions", true, Map.of("type", "integer")));
        this.embedder = embedder;
    }

    @Override
    CallToolResult call(Arguments arguments, Progress progress) {
        List<String> texts = arguments.texts("texts");
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw new IllegalArgumentException(
                    "texts must hold 1 to %d texts, not %d".formatted(MOST_TEXTS, texts.size()));
        }
        List<float[]> vectors = embedder.texts(texts);
        List<List<Float>> lists = new ArrayList<>();
        for (float[] vector : vectors) {
            List<Float> list = new ArrayList<>();
            for (float v : vector) {
                list.add(v);
            }
            lists.add(list);
        }
        int dimensions = vectors.getFirst().length;
        return CallToolResult.builder()
                .addTextContent("%d embeddings of %d dimensions".formatted(lists.size(), dimensions))
                .structuredContent(Map.of("embeddings", lists, "dimensions", dimensions))
                .build();
    }
}
