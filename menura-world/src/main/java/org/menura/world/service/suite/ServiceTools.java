package org.menura.world.service.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.Toolset;

/**
 * The tools of a service as agents of a run call them. What calls have changed lies in the run's folder of outputs, in a file by the
 * name of the service: with their keys, so that a call that is made again after the process ended changes nothing again.
 */
public final class ServiceTools {
    private final Service service;
    private @Nullable ServiceState state;

    /** Creates the tools of a service, for one run at a time. */
    public ServiceTools(Service service) {
        this.service = service;
    }

    /** Returns the tools. */
    public List<Tool> all() {
        Toolset described = service.fresh();
        return described.definitions().stream()
                .<Tool>map(definition -> new One(definition, described.changes(definition.name())))
                .toList();
    }

    private synchronized Observation call(
            String tool, boolean changes, Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException {
        Path file = context.out().resolve(service.kind().suite() + ".json");
        ServiceState now = state;
        if (now == null || !now.isIn(file)) {
            now = ServiceState.open(service, file);
            state = now;
        }
        return changes ? now.change(context.key(), tool, arguments) : now.read(tool, arguments);
    }

    private final class One implements Tool {
        private final ToolDefinition definition;
        private final boolean changes;

        One(ToolDefinition definition, boolean changes) {
            this.definition = definition;
            this.changes = changes;
        }

        @Override
        public ToolDefinition definition() {
            return definition;
        }

        @Override
        public Effect effect() {
            return changes ? Effect.IDEMPOTENT : Effect.PURE;
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) throws IOException {
            Observation observation = ServiceTools.this.call(definition.name(), changes, arguments, context);
            return observation.error() ? ToolResult.error(observation.shown()) : ToolResult.of(observation.shown());
        }
    }
}
