package org.menura.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelInfo;

/** A model as a resource: what it is, as JSON. */
final class ModelResource {
    private static final String MIME = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelResource() {}

    static SyncResourceSpecification of(LanguageModel model) {
        Path file = model.loaded().source().path().getFileName();
        String name = file == null ? "model" : file.toString();
        String uri = "menura://models/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        String text = json(name, ModelInfo.of(model.loaded()));
        return new SyncResourceSpecification(
                Resource.builder(uri, name)
                        .description("a model of this server")
                        .mimeType(MIME)
                        .build(),
                (_, _) -> ReadResourceResult.builder(List.of(TextResourceContents.builder(uri, text)
                                .mimeType(MIME)
                                .build()))
                        .build());
    }

    private static String json(String name, ModelInfo info) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", name);
        out.put("family", info.family());
        out.put("model_type", info.modelType());
        out.put("kind", info.kind());
        out.put("parameters", info.parameters());
        out.put("bytes", info.totalBytes());
        if (info.contextLength() != Integer.MAX_VALUE) {
            out.put("context_length", info.contextLength());
        }
        try {
            return JSON.writeValueAsString(out);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
