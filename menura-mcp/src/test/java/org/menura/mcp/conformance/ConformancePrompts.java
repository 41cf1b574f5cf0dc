package org.menura.mcp.conformance;

import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.Role;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The prompts that the conformance suite asks for. */
final class ConformancePrompts {
    private static final String WITH_ARGUMENTS = "test_prompt_with_arguments";

    private ConformancePrompts() {}

    static List<SyncPromptSpecification> all() {
        return List.of(
                prompt(
                        "test_simple_prompt",
                        _ -> List.of(ConformanceTools.text("This is a simple prompt for testing."))),
                prompt(
                        WITH_ARGUMENTS,
                        request -> List.of(ConformanceTools.text("Prompt with arguments: arg1='%s', arg2='%s'"
                                .formatted(
                                        request.arguments().get("arg1"),
                                        request.arguments().get("arg2")))),
                        "arg1",
                        "arg2"),
                prompt(
                        "test_prompt_with_embedded_resource",
                        request -> List.of(
                                ConformanceTools.embedded(
                                        String.valueOf(request.arguments().get("resourceUri"))),
                                ConformanceTools.text("Please process the embedded resource above.")),
                        "resourceUri"),
                prompt(
                        "test_prompt_with_image",
                        _ -> List.of(
                                ConformanceTools.image(), ConformanceTools.text("Please analyze the image above."))));
    }

    private static SyncPromptSpecification prompt(
            String name, Function<GetPromptRequest, List<Content>> contents, String... arguments) {
        Prompt prompt = Prompt.builder(name)
                .description("for tests: " + name)
                .arguments(Stream.of(arguments)
                        .map(a -> PromptArgument.builder(a).required(true).build())
                        .toList())
                .build();
        return new SyncPromptSpecification(
                prompt,
                (_, request) -> GetPromptResult.builder(contents.apply(request).stream()
                                .map(c -> PromptMessage.builder(Role.USER, c).build())
                                .toList())
                        .build());
    }

    static List<SyncCompletionSpecification> completions() {
        return List.of(new SyncCompletionSpecification(
                PromptReference.builder(WITH_ARGUMENTS).build(),
                (_, _) ->
                        new CompleteResult(new CompleteResult.CompleteCompletion(List.of("paris", "park"), 2, false))));
    }
}
