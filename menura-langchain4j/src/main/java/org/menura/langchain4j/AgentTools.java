package org.menura.langchain4j;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.menura.agent.act.ArgumentCheck;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.run.Lane;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;

/**
 * Menura's tools for LangChain4j's AI services:
 *
 * <pre>{@code
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(chat)
 *         .toolProvider(AgentTools.provider(Toolbox.of(new Rooms()), Path.of("out")))
 *         .build();
 * }</pre>
 *
 * <p>With a {@link Lane} of a run, policies, approvals and the journal hold for them too: a service that is started again
 * makes no effect twice. An agent with its team is a tool as well ({@link org.menura.agent.team.AgentTool}).
 */
public final class AgentTools {
    private static final List<String> TOLD =
            List.of("description", "properties", "required", "additionalProperties", "$defs");

    private AgentTools() {}

    /**
     * Creates a provider of tools outside of any run.
     *
     * @param out folder that they write into
     */
    public static ToolProvider provider(Toolbox tools, Path out) {
        return of(executors(tools, call -> call(tools, call, out)));
    }

    /** Creates a provider of tools whose calls are kept in a run's journal, and judged by its policy. */
    public static ToolProvider provider(Toolbox tools, Lane lane) {
        return of(executors(tools, call -> lane.call(tools, call)));
    }

    private static ToolProvider of(Map<ToolSpecification, ToolExecutor> executors) {
        return _ -> new ToolProviderResult(executors);
    }

    private interface Calling {
        ToolResult call(ToolCall call) throws IOException, InterruptedException;
    }

    private static Map<ToolSpecification, ToolExecutor> executors(Toolbox tools, Calling calling) {
        Map<ToolSpecification, ToolExecutor> out = new LinkedHashMap<>();
        for (Tool tool : tools.tools()) {
            out.put(specification(tool.definition()), new Executor(calling));
        }
        return out;
    }

    /**
     * Returns what LangChain4j's models are told of a tool. Its parameters are an object with properties there: what a schema says of the object
     * beyond that is not told, but checked when the tool is called.
     */
    public static ToolSpecification specification(ToolDefinition tool) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", tool.name()).put("description", tool.description());
        ObjectNode parameters = json.putObject("parameters").put("type", "object");
        for (String keyword : TOLD) {
            if (tool.parameters().has(keyword)) {
                parameters.set(keyword, tool.parameters().get(keyword));
            }
        }
        return ToolSpecification.fromJson(json.toString());
    }

    private record Executor(Calling calling) implements ToolExecutor {
        @Override
        public String execute(ToolExecutionRequest request, Object memoryId) {
            return result(request).text();
        }

        @Override
        public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext context) {
            ToolResult result = result(request);
            return ToolExecutionResult.builder()
                    .isError(result.error())
                    .resultText(result.text())
                    .build();
        }

        private ToolResult result(ToolExecutionRequest request) {
            try {
                return calling.call(Conversations.call(request));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + request.name() + " was called", e);
            }
        }
    }

    private static ToolResult call(Toolbox tools, ToolCall call, Path out) throws IOException, InterruptedException {
        Tool tool = tools.find(call.name()).orElse(null);
        if (tool == null) {
            return ToolResult.error("there is no tool '%s'; there are %s".formatted(call.name(), tools.names()));
        }
        Optional<String> fault =
                ArgumentCheck.fault(tool.definition().parameters(), ArgumentCheck.json(call.arguments()));
        return fault.isPresent()
                ? ToolResult.error("the arguments of %s are wrong: %s".formatted(call.name(), fault.get()))
                : tool.call(call.arguments(), new Outside(UUID.randomUUID().toString(), out));
    }

    /** A call outside of any run. */
    private record Outside(String key, Path out) implements ToolContext {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long random() {
            return new SecureRandom().nextLong();
        }
    }
}
