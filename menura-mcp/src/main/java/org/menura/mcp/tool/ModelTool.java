package org.menura.mcp.tool;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.session.ContextOverflowException;

/** A tool that a model fulfils. What is wrong with a call is its result, so that an agent can mend it. */
public abstract class ModelTool {
    private final String name;
    private final String description;
    private final Parameters parameters;
    private final @Nullable Parameters output;

    /**
     * Creates a tool.
     *
     * @param output what its structured result holds; null if there is none
     */
    ModelTool(String name, String description, Parameters parameters, @Nullable Parameters output) {
        this.name = name;
        this.description = description;
        this.parameters = parameters;
        this.output = output;
    }

    /**
     * Fulfils a call.
     *
     * @param progress hears how far it is
     * @throws Exception what is wrong, in one sentence
     */
    abstract CallToolResult call(Arguments arguments, Progress progress) throws Exception;

    /** Returns the tool as the protocol's library takes it. */
    public SyncToolSpecification specification() {
        Tool.Builder tool = Tool.builder(name, parameters.schema())
                .description(description)
                .annotations(ToolAnnotations.builder()
                        .readOnlyHint(true)
                        .openWorldHint(false)
                        .build());
        if (output != null) {
            tool.outputSchema(output.schema());
        }
        return SyncToolSpecification.builder()
                .tool(tool.build())
                .callHandler(this::handled)
                .build();
    }

    @SuppressWarnings("NullAway") // The library does not say that JSON's values may be null.
    private CallToolResult handled(McpSyncServerExchange exchange, CallToolRequest request) {
        try {
            return call(new Arguments(request.arguments(), parameters), new Progress(exchange, request));
        } catch (IllegalArgumentException | FormatException | ContextOverflowException | java.io.IOException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return failed("%s failed: %s".formatted(name, e));
        }
    }

    private static CallToolResult failed(String why) {
        return CallToolResult.builder().addTextContent(why).isError(true).build();
    }
}
