package org.menura.world.service.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/** A tool of a service, as agents of a run call it. The database lives in memory: a resumed run begins with a fresh one. */
public record ServiceTool(Toolset tools, ToolDefinition definition) implements Tool {
    /** Returns all tools of a service. */
    public static List<Tool> all(Toolset tools) {
        return tools.definitions().stream()
                .<Tool>map(definition -> new ServiceTool(tools, definition))
                .toList();
    }

    @Override
    public Effect effect() {
        return tools.changes(definition.name()) ? Effect.ONCE : Effect.PURE;
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) {
        Observation observation = tools.call(definition.name(), arguments);
        return observation.error() ? ToolResult.error(observation.shown()) : ToolResult.of(observation.shown());
    }
}
