package org.menura.mcp.conformance;

import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;

/** The resources that the conformance suite reads. */
final class ConformanceResources {
    private static final String TEMPLATE = "test://template/{id}/data";

    private ConformanceResources() {}

    static List<SyncResourceSpecification> all() {
        return List.of(
                text("test://static-text", "This is the content of the static text resource."),
                resource(
                        "test://static-binary",
                        "image/png",
                        BlobResourceContents.builder("test://static-binary", Samples.PNG)
                                .mimeType("image/png")
                                .build()),
                text("test://watched-resource", "Watched."));
    }

    private static SyncResourceSpecification text(String uri, String text) {
        return resource(
                uri,
                "text/plain",
                TextResourceContents.builder(uri, text).mimeType("text/plain").build());
    }

    private static SyncResourceSpecification resource(String uri, String type, ResourceContents contents) {
        Resource resource = Resource.builder(uri, uri).mimeType(type).build();
        return new SyncResourceSpecification(
                resource,
                (_, _) -> ReadResourceResult.builder(List.of(contents)).build());
    }

    static List<SyncResourceTemplateSpecification> templates() {
        ResourceTemplate template = ResourceTemplate.builder(TEMPLATE, "template")
                .mimeType("application/json")
                .build();
        return List.of(new SyncResourceTemplateSpecification(template, (_, request) -> {
            String id = request.uri().replaceFirst("^test://template/", "").replaceFirst("/data$", "");
            String json = "{\"id\": \"%s\", \"templateTest\": true, \"data\": \"Data for ID: %s\"}".formatted(id, id);
            return ReadResourceResult.builder(List.of(TextResourceContents.builder(request.uri(), json)
                            .mimeType("application/json")
                            .build()))
                    .build();
        }));
    }
}
