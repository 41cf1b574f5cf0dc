package org.menura.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/**
 * A tool of LangChain4j as a tool of an agent:
 *
 * <pre>{@code
 * Agent agent = Agent.of(mind, LangChainTool.of(new Calculator(), name -> Effect.PURE));
 * }</pre>
 */
public final class LangChainTool implements Tool {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ToolDefinition definition;
    private final ToolExecutor executor;
    private final Effect effect;

    /** Creates a tool of a specification and what executes it. */
    public LangChainTool(ToolSpecification specification, ToolExecutor executor, Effect effect) {
        JsonNode parameters = specification.parameters() == null
                ? JsonNodeFactory.instance.objectNode().put("type", "object")
                : new Schemas(true).json(specification.parameters());
        this.definition = new ToolDefinition(
                specification.name(),
                specification.description() == null ? "" : specification.description(),
                parameters);
        this.executor = executor;
        this.effect = effect;
    }

    /**
     * Creates the tools of an object's methods annotated with LangChain4j's {@code @Tool}, by the names of the methods.
     *
     * @param effects says by a tool's name what it does to the world, which the annotation does not
     * @throws IllegalArgumentException if there is no such method
     */
    public static List<Tool> of(Object object, Function<String, Effect> effects) {
        List<Tool> out = new ArrayList<>();
        Method[] methods = object.getClass().getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            if (method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class)) {
                ToolSpecification specification = ToolSpecifications.toolSpecificationFrom(method);
                ToolExecutor executor = DefaultToolExecutor.builder()
                        .object(object)
                        .originalMethod(method)
                        .methodToInvoke(method)
                        .wrapToolArgumentsExceptions(true)
                        .propagateToolExecutionExceptions(true)
                        .build();
                out.add(new LangChainTool(specification, executor, effects.apply(specification.name())));
            }
        }
        if (out.isEmpty()) {
            throw new IllegalArgumentException(
                    object.getClass().getName() + " has no method annotated with LangChain4j's @Tool");
        }
        return out;
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) throws IOException {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id(context.key())
                .name(definition.name())
                .arguments(JSON.writeValueAsString(arguments))
                .build();
        try {
            ToolExecutionResult result = executor.executeWithContext(
                    request,
                    InvocationContext.builder().chatMemoryId(context.key()).build());
            return result.isError() ? ToolResult.error(result.resultText()) : ToolResult.of(result.resultText());
        } catch (RuntimeException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            if (why instanceof IOException io) {
                throw io;
            }
            return ToolResult.error(why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
        }
    }
}
